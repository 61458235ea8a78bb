import type { WireCall, WireFetch, WireInit } from "../contract/transport.ts";
import { untilAborted } from "../lib/race.ts";
import type { Arrival } from "./arrival.ts";
import { borrowed } from "./borrowed.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { abortError } from "./errors.ts";
import { observe } from "./observe.ts";
import { globalFetchTaken } from "./patched.ts";
import { bodyText, headersOf, type Outgoing, readRequest } from "./request.ts";

/** The `fetch` handed to the SDKs, with the connections it made. */
export interface Transport {
  readonly fetch: WireFetch;
  /** Ends what is under way on connections of our own and closes them all; later requests on them reject. */
  close(): void;
  /** Connections of our own that are open, idle ones included, but for those through a proxy. */
  openSockets(): number;
}

export interface TransportOptions extends EngineOptions {
  /** Used for every request; then only the observing is ours. */
  readonly fetch?: typeof fetch;
  /**
   * `"lean"`: on Node, connections of our own, with the standard fetch for what they cannot do (bodies that
   * are streams or forms, a `dispatcher`, a proxy named in the environment, which it is told of). `"fetch"`: always the standard fetch.
   * @default "lean", unless the global fetch was replaced or was given a dispatcher: then that is respected
   */
  readonly mode?: "lean" | "fetch";
}

/** Makes the transport. It opens nothing and loads nothing before the first request. */
export function createTransport(options: TransportOptions = {}): Transport {
  const engine = createEngine(options);
  const lean = options.fetch === undefined && options.mode !== "fetch";
  const send = (input: string | URL | Request, init: WireInit, outgoing: Outgoing): Promise<Arrival> => {
    const mayBeOurs = lean && (options.mode === "lean" || !globalFetchTaken());
    const address = mayBeOurs ? engine.placeOf(outgoing, init) : undefined;
    if (address === undefined) {
      const proxy = lean && !globalFetchTaken() ? engine.proxyFor(outgoing, init) : undefined;
      return sendTheirs(options.fetch ?? globalThis.fetch, input, { init, outgoing, proxy });
    }
    const call = init.llmux;
    return engine.send(address, outgoing, {
      connectMs: call?.connectMs,
      onConnect: () => call?.wire.onConnect?.(),
    });
  };
  const transport: Transport = {
    fetch: async (input, init = {}) => {
      const call = init.llmux;
      const given = readRequest(input, init);
      const { ending } = given;
      if (ending?.aborted) throw abortError(ending);
      try {
        const outgoing = call?.sign ? await signed(call.sign, given) : given;
        if (ending?.aborted) throw abortError(ending);
        const seen = observe(await send(input, init, outgoing), call);
        return seen instanceof Promise ? await seen : seen;
      } catch (error) {
        throw ending?.aborted ? abortError(ending) : error;
      }
    },
    close: engine.close,
    openSockets: engine.openSockets,
  };
  dropped?.register(transport, engine);
  return transport;
}

/** A router that was dropped without `close()` asks nothing more. What it still has under way ends as it would have. */
const dropped =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Engine>((engine) => engine.closeIdle());

interface Theirs {
  readonly init: WireInit;
  readonly outgoing: Outgoing;
  readonly proxy: Promise<object | undefined> | undefined;
}

async function sendTheirs(
  fetch: typeof globalThis.fetch,
  input: string | URL | Request,
  { init, outgoing, proxy }: Theirs,
) {
  const dispatcher = proxy && (await proxy);
  const arrival = await borrowed(fetch, input, dispatcher ? ({ ...init, dispatcher } as WireInit) : init, outgoing);
  init.llmux?.wire.onConnect?.();
  return arrival;
}

async function signed(make: NonNullable<WireCall["sign"]>, outgoing: Outgoing): Promise<Outgoing> {
  const { method, url, body, ending } = outgoing;
  const making = make({ method, url, body: bodyText(body) });
  const made = await (ending ? untilAborted(making, ending) : making);
  const headers = headersOf(outgoing);
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
  return { ...outgoing, headers, added: undefined };
}
