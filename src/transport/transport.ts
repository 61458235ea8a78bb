import type { WireCall, WireFetch, WireInit } from "../contract/transport.ts";
import { untilAborted } from "../lib/race.ts";
import { borrowed } from "./borrowed.ts";
import { createEngine, type Engine, sendable } from "./engine.ts";
import { abortError } from "./errors.ts";
import { observe } from "./observe.ts";
import { globalFetchTaken } from "./patched.ts";
import { bodyText, type Outgoing, readRequest } from "./request.ts";

/** The `fetch` handed to the SDKs, with the connections it made. */
export interface Transport {
  readonly fetch: WireFetch;
  /** Ends what is under way on connections of our own and closes them all; later requests on them reject. */
  close(): void;
  /** Connections of our own that are open, idle ones included. */
  openSockets(): number;
}

export interface TransportOptions {
  /** Used for every request; then only the observing is ours. */
  readonly fetch?: typeof fetch;
  /**
   * `"lean"`: on Node, connections of our own over `node:http`, with the standard fetch for what they cannot do (bodies that
   * are streams or forms, a `dispatcher`, a proxy named in the environment). `"fetch"`: always the standard fetch.
   * @default "lean", unless the global fetch was replaced or was given a dispatcher: then that is respected
   */
  readonly mode?: "lean" | "fetch";
}

/** Makes the transport. It opens nothing and loads nothing before the first request. */
export function createTransport(options: TransportOptions = {}): Transport {
  const engine = createEngine();
  const send = async (input: string | URL | Request, init: WireInit, outgoing: Outgoing): Promise<Response> => {
    const call = init.llmux;
    if (call?.sign) await sign(call.sign, outgoing);
    if (outgoing.signal?.aborted) throw abortError(outgoing.signal);
    const arrival = ours(options, outgoing, init)
      ? await sendOurs(engine, outgoing, call)
      : await sendTheirs(options.fetch ?? globalThis.fetch, input, init, outgoing);
    return observe(arrival, call);
  };
  return {
    fetch: async (input, init = {}) => {
      const outgoing = readRequest(input, init);
      const { signal } = outgoing;
      if (signal?.aborted) throw abortError(signal);
      try {
        return await send(input, init, outgoing);
      } catch (error) {
        throw signal?.aborted ? abortError(signal) : error;
      }
    },
    close: engine.close,
    openSockets: engine.openSockets,
  };
}

function ours({ fetch, mode }: TransportOptions, outgoing: Outgoing, init: WireInit): boolean {
  if (fetch || mode === "fetch" || (mode === undefined && globalFetchTaken())) return false;
  return sendable(outgoing, init);
}

function sendOurs(engine: Engine, outgoing: Outgoing, call: WireCall | undefined) {
  return engine.send(outgoing, {
    ...(call?.connectMs === undefined ? {} : { connectMs: call.connectMs }),
    onConnect: () => call?.wire.onConnect?.(),
  });
}

async function sendTheirs(
  fetch: typeof globalThis.fetch,
  input: string | URL | Request,
  init: WireInit,
  outgoing: Outgoing,
) {
  const arrival = await borrowed(fetch, input, init, outgoing);
  init.llmux?.wire.onConnect?.();
  return arrival;
}

async function sign(make: NonNullable<WireCall["sign"]>, outgoing: Outgoing): Promise<void> {
  const { method, url, body, headers, signal } = outgoing;
  const making = make({ method, url, body: bodyText(body) });
  const made = await (signal ? untilAborted(making, signal) : making);
  for (const [name, value] of Object.entries(made)) {
    try {
      headers.set(name, value);
    } catch {
      // The platform's message quotes the value, which is a credential.
      throw new TypeError(
        `Signing ${method} to ${new URL(url).host} made a "${name}" header that HTTP does not allow: check what auth returns`,
      );
    }
  }
}
