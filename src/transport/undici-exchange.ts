import { HeaderLines } from "../lib/header-lines.ts";
import type { Address } from "./address.ts";
import type { Arrival } from "./arrival.ts";
import { decoded } from "./decode.ts";
import { abortError, fetchFailed, headCut } from "./errors.ts";
import { piecesOf } from "./flow.ts";
import { LeanArrival } from "./lean-arrival.ts";
import { builtin } from "./node.ts";
import { Pieces, type Tap } from "./pieces.ts";
import { NOT_SENT, type Outgoing } from "./request.ts";
import type { Lent } from "./undici-clients.ts";

type PassThrough = import("node:stream").PassThrough;

/** What an exchange needs to know after its request has left: neither headers nor body, which hold keys and prompts. */
interface ExchangeOptions {
  readonly url: string;
  readonly method: string;
  readonly ending: Outgoing["ending"];
  readonly lent: Lent;
  readonly onConnect: () => void;
  /** A connection that was kept turned out to be dead before anything was heard of the answer. */
  readonly onDead: () => void;
}

/** Sends one request over a client of `undici` and resolves with the head of the answer. */
export function dispatch(
  { href, path }: Address,
  outgoing: Outgoing,
  body: string | Uint8Array | undefined,
  hooks: Pick<ExchangeOptions, "lent" | "onConnect" | "onDead">,
): Promise<Arrival> {
  const { method, ending } = outgoing;
  return new Promise((resolve, reject) => {
    const { lent, onConnect, onDead } = hooks;
    const exchange = new UndiciExchange({ url: href, method, ending, lent, onConnect, onDead }, resolve, reject);
    const headers = headerList(outgoing, typeof body === "string");
    hooks.lent.client.dispatch({ path, method: method as "POST", headers, body: body ?? null }, exchange);
  });
}

/** Lists of headers that are sent with every request of a client. */
const known = new WeakMap<object, readonly string[]>();

/** Names and values in turn. */
function headerList(outgoing: Outgoing, isText: boolean): string[] {
  const { headers, added } = outgoing;
  if (!(headers instanceof HeaderLines) || !isText) return listOf(outgoing, isText);
  let list = known.get(headers);
  if (list === undefined) {
    list = listOf({ headers, added: undefined }, isText);
    known.set(headers, list);
  }
  const all = list.slice();
  for (const name in added) set(all, name, added[name]!);
  return all;
}

function set(list: string[], name: string, value: string): void {
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] !== name) continue;
    list[i + 1] = value;
    return;
  }
  list.push(name, value);
}

function listOf({ headers, added }: Pick<Outgoing, "headers" | "added">, isText: boolean): string[] {
  const fields = new Map([
    ["accept", "*/*"],
    ["user-agent", "node"],
  ]);
  if (isText) fields.set("content-type", "text/plain;charset=UTF-8");
  for (const [name, value] of headers) if (!NOT_SENT.has(name)) fields.set(name, value);
  for (const name in added) fields.set(name, added[name]!);
  return [...fields].flat();
}

const LOST = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** The handler of one request, in the form that undici 7 hands everything to without a copy. */
class UndiciExchange implements Tap {
  readonly #options: ExchangeOptions;
  readonly #resolve: (arrival: Arrival) => void;
  readonly #reject: (error: Error) => void;
  readonly #reused: boolean;
  readonly #unlisten: (() => void) | undefined;
  #resume: () => void = () => {};
  #paused = false;
  #heard = false;
  /** The connection may serve another by now. */
  #over = false;
  /** Where the bytes go: to the reader, or first through decompression. */
  #pieces: Pieces | undefined;
  #compressed: PassThrough | undefined;

  constructor(options: ExchangeOptions, resolve: (arrival: Arrival) => void, reject: (error: Error) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#reused = options.lent.connected();
    this.#unlisten = options.ending?.listen(() => this.#abort());
  }

  onConnect(): void {
    this.#options.onConnect();
  }

  onResponseStarted(): void {
    this.#heard = true;
  }

  onHeaders(status: number, rawHeaders: Uint8Array[], resume: () => void, statusText: string): boolean {
    // Interim answers.
    if (status < 200) return true;
    this.#resume = resume;
    const { url, method } = this.#options;
    this.#resolve(new LeanArrival({ status, statusText, rawHeaders, url }, method, (coding) => this.#open(coding)));
    return true;
  }

  onData(bytes: Uint8Array): boolean {
    if (this.#compressed) {
      if (!this.#compressed.write(bytes)) this.#paused = true;
    } else this.#pieces?.push(bytes);
    return !this.#paused;
  }

  onComplete(): void {
    this.#unlisten?.();
    this.#over = true;
    this.#options.lent.giveBack();
    if (this.#compressed) this.#compressed.end();
    else this.#pieces?.end();
  }

  onError(error: Error): void {
    this.#unlisten?.();
    const { code } = error as { code?: string };
    if (this.#reused && !this.#heard && LOST.has(code ?? "")) this.#options.onDead();
    // What is refused before it leaves closes nothing by itself.
    this.#options.lent.drop(error);
    this.#reject(fetchFailed(this.#heard && LOST.has(code ?? "") ? headCut() : error));
    if (this.#compressed) this.#compressed.destroy(error);
    else this.#pieces?.close(error);
  }

  #open(contentEncoding: string | null): Pieces {
    if (contentEncoding === null) {
      this.#pieces = new Pieces(this);
      return this.#pieces;
    }
    this.#compressed = new (builtin("node:stream").PassThrough)().on("drain", () => this.resume());
    this.#pieces = piecesOf(decoded(this.#compressed, contentEncoding), () => this.drop());
    return this.#pieces;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#resume();
  }

  drop(): void {
    if (!this.#over) this.#options.lent.drop(new Error("The reader left"));
  }

  #abort(): void {
    const error = abortError(this.#options.ending!);
    this.#pieces?.fail(error);
    this.#reject(error);
    this.#options.lent.drop(error);
  }
}
