import type { Address } from "./address.ts";
import type { Arrival } from "./arrival.ts";
import { decoded } from "./decode.ts";
import { abortError, fetchFailed } from "./errors.ts";
import { piecesOf } from "./flow.ts";
import { leanArrival } from "./lean-arrival.ts";
import { builtin } from "./node.ts";
import { Pieces } from "./pieces.ts";
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
    const exchange = new UndiciExchange({ url: href, method, ending, ...hooks }, resolve, reject);
    const headers = headerList(outgoing, typeof body === "string");
    hooks.lent.client.dispatch({ path, method: method as "POST", headers, body: body ?? null }, exchange);
  });
}

/** Names and values in turn. */
function headerList({ headers, added }: Outgoing, isText: boolean): string[] {
  const fields: Record<string, string> = { accept: "*/*", "user-agent": "node" };
  if (isText) fields["content-type"] = "text/plain;charset=UTF-8";
  for (const [name, value] of headers) if (!NOT_SENT.has(name)) fields[name] = value;
  for (const name in added) fields[name] = added[name]!;
  const list: string[] = [];
  for (const name in fields) list.push(name, fields[name]!);
  return list;
}

const LOST = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** The handler of one request, in the form that undici 7 hands everything to without a copy. */
class UndiciExchange {
  readonly #options: ExchangeOptions;
  readonly #resolve: (arrival: Arrival) => void;
  readonly #reject: (error: Error) => void;
  readonly #reused: boolean;
  readonly #unlisten: (() => void) | undefined;
  #resume: () => void = () => {};
  #paused = false;
  #heard = false;
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
    this.#resolve(leanArrival({ status, statusText, rawHeaders, url }, method, (coding) => this.#open(coding)));
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
    this.#reject(fetchFailed(error));
    if (this.#compressed) this.#compressed.destroy(error);
    else this.#pieces?.close(error);
  }

  #open(contentEncoding: string | null): Pieces {
    const drop = () => this.#options.lent.drop(new Error("The reader left"));
    if (contentEncoding === null) {
      const pause = () => {
        this.#paused = true;
      };
      this.#pieces = new Pieces({ pause, resume: this.#goOn, drop });
      return this.#pieces;
    }
    this.#compressed = new (builtin("node:stream").PassThrough)().on("drain", this.#goOn);
    this.#pieces = piecesOf(decoded(this.#compressed, contentEncoding), drop);
    return this.#pieces;
  }

  readonly #goOn = (): void => {
    if (!this.#paused) return;
    this.#paused = false;
    this.#resume();
  };

  #abort(): void {
    const error = abortError(this.#options.ending!);
    this.#pieces?.fail(error);
    this.#reject(error);
    this.#options.lent.drop(error);
  }
}
