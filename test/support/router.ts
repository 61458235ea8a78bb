import {
  type ChatRequest,
  type Completion,
  createRouter,
  isLlmuxError,
  type LlmuxError,
  type LlmuxEvent,
  type RouterOptions,
} from "llmux";
import { EVENTS } from "../../src/options/schema.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { type Behaviour, completion, memoryProvider } from "./memory-provider.ts";

export const messages = [{ role: "user" as const, content: "hi" }];
export const body = { model: "chat", messages };
export const streamed = { model: "chat", messages, stream: true as const };

type Memory = ReturnType<typeof memoryProvider>;

/** A router over in-memory providers on a fake clock: `a`, `b`, … each with one model, chained in that order. */
export function bench<Name extends string>(behaviours: Record<Name, Behaviour>, options: RouterOptions = {}) {
  const clock: FakeClock = fakeClock();
  const providers = {} as Record<Name, Memory>;
  for (const name of Object.keys(behaviours) as Name[]) providers[name] = memoryProvider(behaviours[name], name);
  const events: LlmuxEvent[] = [];
  const router = createRouter({
    providers,
    models: { chat: Object.keys(providers).map((name) => `${name}/m`) },
    clock,
    random: () => 0.5,
    ...options,
  });
  for (const name of EVENTS) router.on(name, (event) => void events.push(event));
  return { clock, providers, events, router, create: router.chat.completions.create };
}

/** Runs the clock until the promise has settled; gives its value or its error, and how long it took. */
export async function run<T>(clock: FakeClock, promise: Promise<T>, longestMs = 3_600_000) {
  const from = clock.now();
  let outcome: { value?: T; error?: LlmuxError } | undefined;
  promise.then(
    (value) => {
      outcome = { value };
    },
    (error) => {
      outcome = { error: isLlmuxError(error) ? error : assertLlmux(error) };
    },
  );
  await clock.advanceAsync(0);
  const realEnd = Date.now() + 15_000;
  while (outcome === undefined && clock.now() - from < longestMs && Date.now() < realEnd) {
    // Without a timer something real is going on, such as the loading of a module.
    if (clock.pending > 0) await clock.advanceAsync(10);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  if (outcome === undefined) throw new Error(`nothing settled within ${longestMs} ms`);
  return { ...outcome, ms: clock.now() - from };
}

function assertLlmux(error: unknown): never {
  throw error;
}

/** Behaviours in turn, the last one for ever. */
export function inTurn(...behaviours: Behaviour[]): Behaviour {
  let turn = 0;
  return (request, context) => behaviours[Math.min(turn++, behaviours.length - 1)]!(request, context);
}

/** Never answers, unless its signal aborts. */
export const hang: Behaviour = () => new Promise<never>(() => {});

export const ok: Behaviour = () => completion("hello");

export type { ChatRequest, Completion };
