import { AdaptiveLimit } from "../../src/concurrency/adaptive-limit.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";

/** A server that bears `capacity` requests at once, and callers who always have another one for it. */
export interface Load {
  readonly capacity: number;
  /** What the server does with more than it bears: refuse it after 20 ms, or keep it waiting. */
  readonly over: "refused" | "queued";
  readonly stream: boolean;
  readonly seed: number;
  /** @default twice the capacity and ten more */
  readonly callers?: number;
  /** Times are 300 ms, give or take this part of it. @default 0.1 */
  readonly scatter?: number;
  /** Requests sent. @default 500 */
  readonly calls?: number;
}

/** The mean limit over the last fifth of the requests, as a part of the capacity: events in order of time, nothing else. */
export function settledLimit(load: Load): number {
  const { capacity, over, stream, seed, callers = capacity * 2 + 10, scatter = 0.1, calls = 500 } = load;
  const random = seededRandom(seed);
  const events: { at: number; run(): void }[] = [];
  const waiting: (() => void)[] = [];
  let now = 0;
  let busy = 0;
  let inFlight = 0;
  let sent = 0;
  let sum = 0;
  let count = 0;
  const limit = new AdaptiveLimit(() => now);
  const after = (ms: number, run: () => void) => void events.push({ at: now + ms, run });

  function fill(): void {
    while (sent < calls && inFlight < Math.min(limit.value, callers)) send();
  }

  function send(): void {
    sent += 1;
    inFlight += 1;
    if (sent > calls * 0.8) {
      sum += limit.value;
      count += 1;
    }
    const watched = limit.watch(inFlight);
    const end = (sign: "ok" | "crowded") => {
      inFlight -= 1;
      if (sign === "ok" && stream) watched.commit();
      watched.end(sign);
      fill();
    };
    const serve = () =>
      after(300 * (1 + scatter * (2 * random() - 1)), () => {
        const next = waiting.shift();
        if (next) next();
        else busy -= 1;
        end("ok");
      });
    if (busy < capacity) {
      busy += 1;
      serve();
    } else if (over === "queued") waiting.push(serve);
    else after(20, () => end("crowded"));
  }

  fill();
  while (events.length > 0) {
    const next = events.reduce((first, event) => (event.at < first.at ? event : first));
    events.splice(events.indexOf(next), 1);
    now = next.at;
    next.run();
  }
  return sum / count / capacity;
}
