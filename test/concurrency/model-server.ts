import type { FakeClock } from "../support/fake-clock.ts";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";

/** A server that does `capacity` requests at a time, 300 ms each, give or take `scatter`. */
export interface ModelServer {
  readonly behave: Behaviour;
  readonly refused: number;
  capacity: number;
}

/** What is too much is refused with 429 after 20 ms, or waits in the server's own line. */
export function modelServer(
  clock: () => FakeClock,
  options: { capacity: number; over: "refused" | "queued"; random: () => number; scatter?: number },
): ModelServer {
  const { over, random, scatter = 0.1 } = options;
  const waiting: (() => void)[] = [];
  let busy = 0;
  const after = (ms: number) => new Promise<void>((resolve) => void clock().setTimeout(resolve, ms));
  const server = { behave, refused: 0, capacity: options.capacity };

  async function behave(...[request]: Parameters<Behaviour>) {
    if (busy >= server.capacity) {
      if (over === "refused") {
        server.refused += 1;
        await after(20);
        fail(429);
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else busy += 1;
    await after(300 * (1 + scatter * (2 * random() - 1)));
    const next = busy <= server.capacity ? waiting.shift() : undefined;
    if (next) next();
    else busy -= 1;
    return request.stream ? (chunks("hi") as never) : completion("hi");
  }
  return server;
}
