import type { Clock } from "../contract/clock.ts";
import { EVENTS_TYPE, isEvents } from "./answer.ts";
import { eventually } from "./changed.ts";
import type { Disclosure } from "./disclosure.ts";
import { follow } from "./follow.ts";
import type { Admitted } from "./serve.ts";
import { type Events, type SseOptions, sseStream } from "./sse.ts";

export interface Circumstances {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly keepAliveMs: number | undefined;
}

/** Proxies hold events back, or change them, unless told not to. */
const EVENTS_HEADERS = {
  "content-type": EVENTS_TYPE,
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** Asks, and makes the HTTP answer. A stream that is long in coming gets its head first; what fails then is told in it. */
export async function respond(admitted: Admitted, told: Disclosure, around: Circumstances): Promise<Response> {
  const { clock, signal, keepAliveMs } = around;
  const { place, body, start } = admitted;
  if (body.stream !== true) {
    const { data, headers } = told.answer(await start(signal));
    return new Response(JSON.stringify(data), { headers: { ...headers, "cache-control": "no-store" } });
  }
  const controller = new AbortController();
  const unfollow = follow(signal, controller);
  const coming = start(controller.signal).then((answer) => told.answer(answer));
  coming.catch(unfollow);
  const keepAlive = keepAliveMs === undefined ? undefined : { ms: keepAliveMs, clock };
  const options: SseOptions = { framing: place.framing, keepAlive, onEnd: unfollow };
  const first = await (keepAlive === undefined ? coming : within(coming, keepAlive));
  if (first !== undefined) {
    const { data, headers } = first;
    if (!isEvents(data)) {
      unfollow();
      return new Response(JSON.stringify(data), { headers });
    }
    return new Response(sseStream(data, options), { headers: { ...headers, ...EVENTS_HEADERS } });
  }
  const events = coming.then(
    ({ data }) => data as Events,
    (error) => Promise.reject(told.late(error)),
  );
  return new Response(sseStream(eventually(events, controller), { ...options, begun: true }), {
    headers: EVENTS_HEADERS,
  });
}

/** What `work` comes to, or undefined if that takes longer. */
function within<T>(work: Promise<T>, { ms, clock }: { ms: number; clock: Clock }): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve(undefined), ms);
    work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}
