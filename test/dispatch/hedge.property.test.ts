import fc from "fast-check";
import type { ChatCompletion, Hedge, LlmuxEvent, RouteReport } from "llmux";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { type Behaviour, chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, messages } from "../support/router.ts";
import "../support/warm.ts";

/** What one target does to one call: answers, fails or breaks off, after so many milliseconds; or stays silent. */
const act = fc.record({
  ms: fc.integer({ min: 0, max: 400 }),
  how: fc.constantFrom("answer", "answer", "500", "429", "400", "silence", "cut"),
});
type Act = { ms: number; how: string };

const rule = fc.oneof(
  fc.constant<Hedge>({ afterMs: 0, maxRatio: 0.5 }),
  fc.record({ afterMs: fc.integer({ min: 0, max: 200 }), maxRatio: fc.constantFrom(0.05, 0.2, 1) }),
  fc.constant<Hedge>({ afterPercentile: 50, maxRatio: 0.3 }),
);

const step = fc.oneof(
  fc.record({
    do: fc.constant("call" as const),
    acts: fc.array(act, { minLength: 3, maxLength: 3 }),
    hedge: rule,
    stream: fc.boolean(),
    deadlineMs: fc.option(fc.integer({ min: 1, max: 800 }), { nil: undefined }),
    leave: fc.boolean(),
  }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ do: fc.constant("abort" as const), which: fc.nat(20) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const MAX = 3;

/** Three targets with slots, on a clock that the steps move. */
function stage() {
  const plans = new Map<string, readonly Act[]>();
  const signals = new Map<string, AbortSignal>();
  const at: { clock?: { setTimeout(callback: () => void, ms: number): unknown } } = {};
  const behave = (place: number): Behaviour =>
    async function* (request: { user?: string; stream?: boolean | null }, { signal }: { signal: AbortSignal }) {
      signals.set(`${request.user} t${place}/m`, signal);
      const { ms, how } = plans.get(request.user!)![place]!;
      if (how === "silence") await new Promise(() => {});
      await new Promise<void>((resolve) => at.clock!.setTimeout(resolve, ms));
      if (/^\d+$/.test(how)) fail(Number(how));
      if (how === "cut") yield chunk({ role: "assistant", content: "" });
      else yield* chunks(`t${place}`);
    } as never;
  const whole =
    (place: number): Behaviour =>
    async (request, context) => {
      if (request.stream) return behave(place)(request, context) as never;
      let text = "";
      for await (const part of behave(place)(request, context) as AsyncIterable<ReturnType<typeof chunk>>)
        text += part.choices[0]?.delta.content ?? "";
      return text === "" ? ({ choices: [] } as never) : completion(text);
    };
  const concurrency = { max: MAX, queueMax: 2 };
  const targets = [0, 1, 2].map((i) => ({ target: `t${i}/m`, concurrency }));
  const made = bench(
    { t0: whole(0), t1: whole(1), t2: whole(2) },
    {
      models: { chat: targets },
      timeouts: { firstTokenMs: 1000 },
      breaker: false,
      retry: { maxRetries: 1 },
      random: seededRandom(7),
    },
  );
  at.clock = made.clock;
  return { ...made, plans, signals };
}

async function read(answer: ChatCompletion | AsyncIterable<unknown>, leave: boolean): Promise<void> {
  if ("choices" in answer) return;
  for await (const _ of answer) if (leave) return;
}

function hedgesOf(events: readonly LlmuxEvent[]): number {
  return events.filter(({ type }) => type === "hedge.start").length;
}

/** At most one attempt won, every loser was cancelled, by the target that won, at its signal. */
function checkReport(report: RouteReport, isAborted: (target: string) => boolean | undefined): void {
  const { attempts } = report;
  expect(attempts.filter(({ status }) => status === "ok").length).toBeLessThanOrEqual(1);
  expect(attempts.filter(({ hedge }) => hedge).length).toBeLessThanOrEqual(2);
  for (const { target, status, lostTo } of attempts) {
    if (lostTo === undefined) continue;
    expect([status, lostTo, isAborted(target)]).toEqual(["aborted", report.target, true]);
  }
}

it("whatever targets do: one winner, losers cancelled, slots given back, no more hedges than calls have earned", async () => {
  let hedges = 0;
  let losers = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps: Step[]) => {
      const { clock, create, router, events, plans, signals, providers } = stage();
      const controllers: AbortController[] = [];
      let earned = 0;
      let ended = 0;
      const call = ({ acts, hedge, stream, deadlineMs, leave }: Extract<Step, { do: "call" }>) => {
        const user = String(plans.size);
        plans.set(user, acts);
        earned += (hedge as { maxRatio: number }).maxRatio;
        const controller = new AbortController();
        controllers.push(controller);
        const options = { hedge, user, signal: controller.signal, ...(deadlineMs && { deadlineMs }) };
        create({ model: "chat", messages, stream, user } as never, options)
          .then((answer) => read(answer as never, leave))
          .catch(() => {})
          .finally(() => {
            ended += 1;
          });
      };
      for (const each of steps) {
        if (each.do === "call") call(each);
        else if (each.do === "abort") controllers[each.which]?.abort();
        await clock.advanceAsync(each.do === "advance" ? each.ms : 0);
        for (const { inFlight } of Object.values(router.health().targets)) expect(inFlight).toBeLessThanOrEqual(MAX);
        expect(hedgesOf(events)).toBeLessThanOrEqual(Math.max(5, earned));
      }
      for (let i = 0; i < 100 && ended < plans.size; i += 1) await clock.advanceAsync(100);
      await clock.advanceAsync(1000);
      expect(ended).toBe(plans.size);
      expect(clock.pending).toBe(0);
      for (const { inFlight, slots } of Object.values(router.health().targets))
        expect([inFlight, slots]).toMatchObject([0, { inFlight: 0, queued: 0 }]);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      expect([count("call.end"), count("attempt.end")]).toEqual([count("call.start"), count("attempt.start")]);
      const asked = Object.values(providers).reduce((sum, { calls }) => sum + calls.length, 0);
      expect(asked).toBeLessThanOrEqual(count("attempt.start"));
      hedges += hedgesOf(events);
      for (const event of events) {
        if (event.type !== "call.end") continue;
        const start = events.find((other) => other.type === "call.start" && other.callId === event.callId);
        const user = (start as { user: string }).user;
        expect(event.report.attempts.filter(({ status }) => status === "ok").length).toBe(
          event.status === "ok" ? 1 : 0,
        );
        losers += event.report.attempts.filter(({ lostTo }) => lostTo !== undefined).length;
        checkReport(event.report, (target) => signals.get(`${user} ${target}`)?.aborted);
      }
    }),
    { numRuns: 40, seed: 20_260_727 },
  );
  expect(Math.min(hedges, losers)).toBeGreaterThan(10);
}, 60_000);
