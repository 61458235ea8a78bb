import type { ChunkChoice } from "../../contract/chat.ts";
import { mintedId } from "../minted-id.ts";
import { argumentText, idOf, isJson, listOf } from "./tools.ts";

type CallDelta = NonNullable<ChunkChoice["delta"]["tool_calls"]>[number];

/** A tool call on its way, as far as it is known. */
export interface OpenCall {
  /** Its place among the answer's calls, from 0, without gaps. */
  readonly index: number;
  /** The index the server gave it, else its place in the array. */
  readonly wire: number;
  id: string;
  name: string;
  arguments: string;
  /** Its first delta, with id and name, has gone out. */
  announced: boolean;
  minted: boolean;
  custom: boolean;
}

interface WireDelta {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly type?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null;
  readonly custom?: { readonly name?: unknown; readonly input?: unknown } | null;
}

/** One delta, read. */
interface Piece {
  readonly source: WireDelta;
  readonly wire: number | undefined;
  readonly position: number;
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the `tool_calls` of one delta: dense indices, id, type and name once and on the first delta only, arguments as
 * strings. A call whose name is not known yet is held back. Well-formed deltas come back as the same objects.
 */
export function readCallDeltas(calls: OpenCall[], given: unknown, seed: string): CallDelta[] | undefined {
  const deltas = listOf(given);
  const out: CallDelta[] = [];
  for (const [position, source] of deltas.entries()) {
    if (typeof source !== "object" || source === null) continue;
    const piece = readPiece(source, position);
    const call = find(calls, piece) ?? open(calls, piece);
    const delta = call.announced ? continued(call, piece) : announced(call, piece, seed);
    if (delta) out.push(delta);
  }
  if (out.length === 0) return undefined;
  const untouched = out.length === deltas.length && out.every((delta, at) => delta === deltas[at]);
  return untouched ? (deltas as readonly CallDelta[] as CallDelta[]) : out;
}

/**
 * What is still to be said of the calls when they end: an empty object for functions that never said any arguments.
 * Undefined where a call was never named, so that nobody could run it.
 */
export function lastDeltas(calls: readonly OpenCall[]): CallDelta[] | undefined {
  if (calls.some((call) => !call.announced)) return undefined;
  const silent = calls.filter((call) => !call.custom && call.arguments.trim() === "");
  return silent.map((call) => {
    call.arguments = "{}";
    return { index: call.index, function: { arguments: "{}" } };
  });
}

function readPiece(source: WireDelta, position: number): Piece {
  const body = source.function ?? source.custom;
  return {
    source,
    wire: Number.isInteger(source.index) ? (source.index as number) : undefined,
    position,
    id: idOf(source.id),
    name: typeof body?.name === "string" ? body.name : "",
    text: argumentText(source.custom ? source.custom.input : source.function?.arguments),
  };
}

/**
 * Some servers send no index, or every call at index 0: then a new id or a new name begins a new call. Others give each
 * piece an id of its own: one without a name goes on with a call that is not whole yet.
 */
function find(calls: readonly OpenCall[], piece: Piece): OpenCall | undefined {
  const { wire, id, name } = piece;
  const same = id ? calls.find((call) => call.id === id && (wire === undefined || call.wire === wire)) : undefined;
  if (same) return same;
  const at = calls.findLast((call) => call.wire === (wire ?? piece.position));
  if (!at) return undefined;
  if (id && at.id) return !name && at.name && (at.minted || !isJson(at.arguments)) ? at : undefined;
  return begins(at, piece) ? undefined : at;
}

function begins(call: OpenCall, { id, name, text }: Piece): boolean {
  if (!name || !call.name || id) return false;
  return name !== call.name || (text !== "" && text !== call.arguments && isJson(call.arguments));
}

function open(calls: OpenCall[], { wire, position }: Piece): OpenCall {
  const call: OpenCall = {
    index: calls.length,
    wire: wire ?? position,
    id: "",
    name: "",
    arguments: "",
    announced: false,
    minted: false,
    custom: false,
  };
  calls.push(call);
  return call;
}

function announced(call: OpenCall, piece: Piece, seed: string): CallDelta | undefined {
  const { source, text } = piece;
  call.id ||= piece.id;
  call.name ||= piece.name;
  call.arguments += text;
  if (!call.name) return undefined;
  call.announced = true;
  call.minted = call.id === "";
  call.id ||= mintedId(seed, call.index);
  const type = source.custom ? "custom" : "function";
  const rest = { ...source, index: call.index, id: call.id, type };
  call.custom = Boolean(source.custom);
  if (source.custom) return { ...rest, custom: { name: call.name, input: call.arguments } } as CallDelta;
  const body = source.function;
  const wellFormed =
    source.index === call.index &&
    source.id === call.id &&
    source.type === type &&
    body?.name === call.name &&
    (body.arguments ?? "") === call.arguments;
  if (wellFormed) return source as CallDelta;
  return { ...rest, function: { name: call.name, arguments: call.arguments } } as CallDelta;
}

function continued(call: OpenCall, { source, text }: Piece): CallDelta | undefined {
  // Some servers end a call with all its arguments once more.
  if (text === "" || (text === call.arguments && isJson(text))) return undefined;
  call.arguments += text;
  const { index, id, type, function: named, custom } = source;
  if (custom) return { index: call.index, custom: { input: text } } as CallDelta;
  const bare = index === call.index && id === undefined && type === undefined && named?.name === undefined;
  return bare && named?.arguments === text
    ? (source as CallDelta)
    : ({ index: call.index, function: { arguments: text } } as CallDelta);
}
