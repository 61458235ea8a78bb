import type { Clock } from "../contract/clock.ts";
import { errorOf } from "./error.ts";
import { type Plight, plightOf, scriptOf } from "./plight.ts";
import type { Scenario } from "./scenario.ts";

export interface Stage {
  readonly scenario: Scenario;
  readonly clock: Clock;
  readonly random: () => number;
  /** Virtual time at which the scenario began. */
  readonly startedAt: number;
}

interface Body {
  readonly model: string;
  readonly stream?: boolean;
}

/** Content events of a simulated stream. */
const EVENTS = 8;

/** What the router takes for an OpenAI client: answers in virtual time, as its provider's script says. */
export function simulatedClient(provider: string, stage: Stage): object {
  const { scenario, clock, random, startedAt } = stage;
  const inFlight = new Map<string, number>();

  async function create(body: Body, { signal }: { signal: AbortSignal }): Promise<unknown> {
    const script = scriptOf(scenario, provider, body.model);
    const plight = plightOf(script, clock.now() - startedAt, random);
    const busy = inFlight.get(body.model) ?? 0;
    if (script.capacity !== undefined && busy >= script.capacity) throw errorOf(429, undefined);
    inFlight.set(body.model, busy + 1);
    const leave = () => void inFlight.set(body.model, (inFlight.get(body.model) ?? 1) - 1);
    const context: Meeting = { plight, stage, body, wait: (ms) => sleep(clock, ms, signal) };
    if (body.stream) return streamed(context, leave);
    try {
      return await whole(context);
    } finally {
      leave();
    }
  }

  return { chat: { completions: { create } } };
}

interface Meeting {
  readonly plight: Plight;
  readonly stage: Stage;
  readonly body: Body;
  wait(ms: number): Promise<void>;
}

async function whole({ plight, stage, body, wait }: Meeting): Promise<object> {
  const { outage, latencyMs } = plight;
  if (outage === undefined || outage.fault === "slow") {
    await wait(latencyMs);
    return completion(stage, body.model);
  }
  await meet({ plight, stage, body, wait });
  return await never();
}

/** Waits as long as the fault takes, and throws it; one that hangs leaves only the attempt's own time limits. */
async function meet({ plight: { outage, latencyMs }, wait }: Meeting): Promise<void> {
  const { fault, retryAfterMs } = outage!;
  if (fault === "hang") return;
  const quick = fault === "refuse" || fault === "reset" || typeof fault === "number";
  await wait(quick && outage!.latencyMs === undefined ? 0 : latencyMs);
  throw errorOf(fault === "cut" ? "reset" : (fault as number | "refuse" | "reset"), retryAfterMs);
}

async function streamed(meeting: Meeting, leave: () => void): Promise<AsyncIterable<object>> {
  const { outage } = meeting.plight;
  const whole = outage === undefined || outage.fault === "slow" || outage.fault === "cut";
  if (!whole) {
    try {
      await meet(meeting);
    } finally {
      leave();
    }
    return await never();
  }
  return events(meeting, leave);
}

async function* events({ plight, stage, body, wait }: Meeting, leave: () => void): AsyncGenerator<object> {
  const { firstTokenMs, latencyMs, outage } = plight;
  const count = outage?.fault === "cut" ? EVENTS / 2 : EVENTS;
  try {
    await wait(firstTokenMs);
    for (let i = 0; i < count; i += 1) {
      yield chunk(body.model, { ...(i === 0 && { role: "assistant" }), content: "word " });
      await wait((latencyMs - firstTokenMs) / EVENTS);
    }
    if (outage?.fault === "cut") return;
    yield chunk(body.model, {}, "stop");
    yield { ...chunk(body.model, {}), choices: [], usage: usageOf(stage) };
  } finally {
    leave();
  }
}

function chunk(model: string, delta: object, finish_reason: string | null = null) {
  const choices = [{ index: 0, delta, finish_reason }];
  return { id: "chatcmpl-simulated", object: "chat.completion.chunk", created: 0, model, choices };
}

function completion(stage: Stage, model: string): object {
  const message = { role: "assistant", content: "words", refusal: null };
  const choices = [{ index: 0, message, finish_reason: "stop", logprobs: null }];
  return { id: "chatcmpl-simulated", object: "chat.completion", created: 0, model, choices, usage: usageOf(stage) };
}

function usageOf({ scenario: { tokens = { input: 1000, output: 300 } } }: Stage): object {
  const { input, output } = tokens;
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/** Whoever waits for it has a time limit. */
function never(): Promise<never> {
  return new Promise(() => {});
}

function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
