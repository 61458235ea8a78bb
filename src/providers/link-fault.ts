import type { FaultKind, TimeoutPhase } from "../contract/fault.ts";
import { list, record } from "../lib/record.ts";

/** A failure below HTTP. */
export interface LinkFault {
  readonly kind: FaultKind;
  readonly phase?: TimeoutPhase;
  readonly code?: string;
  readonly message: string;
  /** The peer reset the connection. */
  readonly reset: boolean;
}

interface LinkRow {
  readonly kind: FaultKind;
  readonly phase?: TimeoutPhase;
  readonly name?: RegExp;
  readonly code?: RegExp;
  readonly message?: RegExp;
}

/**
 * Names and codes of Node, undici and the SDKs. A row fits if any of its patterns does, on any error of the cause chain.
 * Classes of the SDKs set no `name`, and bundlers rename classes: hence their fixed messages.
 */
const ROWS: readonly LinkRow[] = [
  // undici calls what its proxy refuses aborted.
  { kind: "config", message: /^Proxy response \(407\)/ },
  { kind: "connection", message: /^Proxy response \(\d+\)/ },
  {
    kind: "aborted",
    name: /^(?:AbortError|APIUserAbortError|GoogleGenerativeAIAbortError)$/,
    code: /^(?:ABORT_ERR|UND_ERR_ABORTED)$/,
    message: /^Request was aborted\.?$|^\[GoogleGenerativeAI Error\]: Request aborted when /,
  },
  {
    kind: "timeout",
    phase: "connect",
    name: /^ConnectTimeoutError$/,
    code: /^(?:UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/,
  },
  { kind: "timeout", phase: "first_token", name: /^HeadersTimeoutError$/, code: /^UND_ERR_HEADERS_TIMEOUT$/ },
  { kind: "timeout", phase: "idle", name: /^BodyTimeoutError$/, code: /^UND_ERR_BODY_TIMEOUT$/ },
  {
    kind: "timeout",
    name: /^(?:TimeoutError|APIConnectionTimeoutError)$/,
    code: /^ESOCKETTIMEDOUT$/,
    message: /^Request timed out\.?$/,
  },
  {
    kind: "config",
    code: /^(?:ERR_INVALID_(?:URL|CHAR)|UND_ERR_INVALID_ARG|ERR_PROXY|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/,
  },
  { kind: "server_error", code: /^(?:Z_[A-Z]+_ERROR|ERR__ERROR_FORMAT|ERR_BROTLI|UND_ERR_RES_EXCEEDED_MAX_SIZE)/ },
  {
    kind: "connection",
    name: /^(?:APIConnectionError|SocketError|HTTPParserError)$/,
    code: /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|HOST(?:UNREACH|DOWN)|NET(?:UNREACH|DOWN|RESET)|NOTFOUND|AI_\w+|ADDRNOTAVAIL|PROTO|MFILE|NOTCONN)$|UND_ERR_(?!INVALID)|HPE_|CERT_|ERR_(?:TLS|SSL|OSSL|HTTP2|STREAM_PREMATURE_CLOSE|REDIRECT|STATUS$|CLOSED$)|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/,
    message:
      /^(?:(?:TypeError: )?(?:fetch failed|terminated|Failed to fetch|network error|Load failed|Connection error\.?)|(?:other side closed|socket hang up|premature close)\b.*)$|^\[GoogleGenerativeAI Error\]: (?:Error reading from the stream|Error fetching from \S+: (?!\[\d))/i,
  },
];

const RESET_CODE = /^(?:ECONNRESET|EPIPE)$/;
const RESET_MESSAGE = /socket hang up|other side closed/i;

interface Link {
  readonly names: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** Reads an abort, a timeout, a broken connection or an undecodable body off an error and its causes. */
export function readLink(error: unknown, headArrived: boolean): LinkFault | undefined {
  const links = causes(error).map(readOne);
  for (const row of ROWS) {
    const hit = links.find((link) => fits(row, link));
    if (hit === undefined) continue;
    const told = links.findLast((link) => link.code !== "" || link.message !== "") ?? hit;
    const code = hit.code || told.code;
    const phase = row.phase === "connect" && headArrived ? "idle" : row.phase;
    return {
      kind: row.kind,
      ...(phase !== undefined && { phase }),
      ...(code !== "" && { code }),
      message: `${LEAD[row.kind] ?? "failed"}: ${told.message || told.code}`,
      reset: links.some((link) => RESET_CODE.test(link.code) || RESET_MESSAGE.test(link.message)),
    };
  }
  return undefined;
}

/** The error and what caused it, outermost first; the members of an AggregateError count as causes. */
export function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && found.length < 12) {
    const next = waiting.shift();
    if (typeof next !== "object" || next === null || found.includes(next)) continue;
    found.push(next);
    const { cause, errors } = record(next);
    waiting.push(cause, ...list(errors).slice(0, 4));
  }
  return found;
}

const LEAD: Partial<Record<FaultKind, string>> = {
  aborted: "aborted",
  timeout: "timed out",
  connection: "connection failed",
  server_error: "the answer could not be decoded",
  config: "the request could not be made",
};

function readOne(error: unknown): Link {
  const { name, code, message } = record(error);
  const made = record(error).constructor;
  return {
    names: [name, typeof made === "function" ? made.name : undefined].filter((text) => typeof text === "string"),
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" ? message.trim().slice(0, 2000) : "",
  };
}

function fits(row: LinkRow, link: Link): boolean {
  return (
    (row.name !== undefined && link.names.some((name) => row.name!.test(name))) ||
    (row.code?.test(link.code) ?? false) ||
    (row.message?.test(link.message) ?? false)
  );
}
