import { createRouter, type LlmuxEvent, StreamInterruptedError } from "llmux";
import { type FaultName, faults, type SimulatedRequest, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, type Outcome } from "./ask.ts";
import { atOnce } from "./at-once.ts";
import { type Expected, ROWS } from "./fault-table.ts";
import { FORMS, type Form, LONG, MODELS, PROVIDERS, type ProviderName, SHORT, TUNED } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

/** `older`: Gemini over Google's older SDK. */
type Faulty = ProviderName | "older";

interface Case {
  readonly fault: FaultName;
  readonly provider: Faulty;
  readonly form: Form;
  readonly chained: boolean;
}

interface Result {
  readonly outcome: Outcome;
  /** Requests to the faulty provider, and to the healthy one behind it. */
  readonly asked: number;
  readonly backup: number;
  readonly ends: number;
  readonly starts: number;
  readonly inFlight: number;
}

const NAMES = Object.keys(faults) as FaultName[];
const idOf = ({ fault, provider, form, chained }: Case) =>
  [fault, provider, form, chained ? "chain" : "alone"].join(" ");
const CASES: readonly Case[] = [
  ...NAMES.flatMap((fault) =>
    PROVIDERS.flatMap((provider) =>
      FORMS.flatMap((form) => [false, true].map((chained) => ({ fault, provider, form, chained }))),
    ),
  ),
  ...NAMES.filter((fault, at) => ROWS[fault].except?.older || at % 4 === 0).flatMap((fault) =>
    FORMS.map((form) => ({ fault, provider: "older" as const, form, chained: false })),
  ),
];
const results = new Map<string, Result>();
let sim: Awaited<ReturnType<typeof simulated>>;

function simulated() {
  const kinds = {
    openai: "openai",
    anthropic: "anthropic",
    gemini: "gemini",
    older: "gemini",
    backup: "openai",
  } as const;
  return simulate({ providers: kinds });
}

/** The prompt's first word names the fault that it meets. */
function byPrompt({ text }: SimulatedRequest) {
  const fault = text.split(" ")[0] as FaultName;
  return { fault, ...TUNED[fault] };
}

beforeAll(async () => {
  sim = await simulated();
  for (const provider of [...PROVIDERS, "older"] as const) sim[provider].reply(byPrompt);
  const outcomes = await atOnce(CASES, 40, run);
  for (const [at, result] of outcomes.entries()) results.set(idOf(CASES[at]!), result);
}, 60_000);
afterAll(() => sim.close());

async function run(one: Case): Promise<Result> {
  const { provider, form, chained } = one;
  const text = `${idOf(one)} and some more words, so that there are several chunks`;
  const events: LlmuxEvent[] = [];
  const note = (event: LlmuxEvent) => void events.push(event);
  const router = createRouter({
    providers: { ...sim.providers, older: { ...sim.providers.older, sdk: "@google/generative-ai" } },
    models: {
      chat: [
        {
          target: provider === "older" ? "older/gemini-3.8-flash" : MODELS[provider],
          timeouts: [expectedOf(one)].flat().includes("timeout") ? SHORT : LONG,
        },
        ...(chained ? ["backup/gpt-5.5"] : []),
      ],
    },
    timeouts: LONG,
    retry: { maxRetries: 0 },
    on: { "call.end": note, "attempt.start": note, "attempt.end": note },
  });
  const outcome = await ask(router, { text, model: "chat", stream: form === "stream" });
  const count = (name: "backup" | Faulty) => sim[name].requests.filter((request) => request.text === text).length;
  const ends = (type: LlmuxEvent["type"]) => events.filter((event) => event.type === type).length;
  const result = {
    ...{ outcome, asked: count(provider), backup: count("backup") },
    ends: ends("call.end"),
    starts: ends("attempt.start") - ends("attempt.end"),
    inFlight: Object.values(router.health().targets).reduce((sum, target) => sum + target.inFlight, 0),
  };
  await router.close({ timeoutMs: 0 });
  return result;
}

function expectedOf({ fault, provider, form }: Case): Expected {
  const row = ROWS[fault];
  const way = form === "JSON" ? "json" : "stream";
  const alike = provider === "older" ? "gemini" : provider;
  return row.except?.[provider]?.[way] ?? row.except?.[alike]?.[way] ?? row[way];
}

/** These are wrong for every target: nobody else is asked. */
const FINAL = ["invalid_request", "content_filter"];

function expectAnswer({ outcome }: Result): void {
  expect(outcome.error).toBeUndefined();
  expect(outcome).toMatchObject({ way: "answer", finish: "stop" });
  expect(outcome.text.length).toBeGreaterThan(0);
}

function expectInterrupted({ outcome, asked, backup }: Result, kinds: readonly string[]): void {
  expect(outcome).toMatchObject({ way: "interrupted", finish: null, settled: { status: "failed" } });
  expect(kinds, outcome.error?.message).toContain(outcome.error?.kind);
  expect(outcome.error).toBeInstanceOf(StreamInterruptedError);
  expect(outcome.text.length).toBeGreaterThan(0);
  expect(outcome.error).toMatchObject({ partial: { content: outcome.text } });
  expect({ asked, backup }).toEqual({ asked: 1, backup: 0 });
}

function expectError({ outcome }: Result, kinds: readonly string[]): void {
  expect(outcome).toMatchObject({ way: "error", text: "" });
  expect(kinds, outcome.error?.message).toContain(outcome.error?.kind);
  expect(outcome.error?.message.length).toBeLessThan(500);
  // A gateway's page is named, not quoted; a page under 200 may be quoted, in short.
  if ((outcome.error?.attempts[0]?.fault?.status ?? 0) >= 300) expect(outcome.error?.message).not.toMatch(/<html|<h1/i);
}

function expectBackup({ outcome, backup }: Result): void {
  expect(outcome).toMatchObject({ way: "answer", target: "backup/gpt-5.5", finish: "stop" });
  expect(backup).toBe(1);
}

function check(one: Case) {
  const result = results.get(idOf(one))!;
  const expected = expectedOf(one);
  expect(result).toMatchObject({ ends: 1, starts: 0, inFlight: 0 });
  if (expected === "A") return expectAnswer(result);
  if (expected === "filtered") return expectFiltered(result);
  if (expected === "empty") return expectEmpty(one, result);
  if (expected === "A or E") return own(result) ? expectAnswer(result) : expectFailure(one, result, UNREADABLE);
  if (expected === "I or E" && result.outcome.way === "interrupted") return expectInterrupted(result, UNREADABLE);
  if (expected === "I or E") return expectFailure(one, result, UNREADABLE);
  if (typeof expected === "string") return expectFailure(one, result, [expected]);
  if (expected[0] === "I") return expectInterrupted(result, expected);
  expectFailure(one, result, expected);
}

const UNREADABLE = ["server_error", "stream_truncated", "stream_error", "bad_generation"];

/** The faulty provider itself has answered. */
function own({ outcome }: Result): boolean {
  return outcome.way === "answer" && outcome.target !== "backup/gpt-5.5";
}

function expectFailure({ chained, fault, provider }: Case, result: Result, kinds: readonly string[]) {
  // Google's older SDK follows the loop until fetch has had enough of it.
  expect(result.asked).toBe(fault === "redirect_loop" && provider === "older" ? 21 : 1);
  if (chained && !kinds.some((kind) => FINAL.includes(kind))) return expectBackup(result);
  expect(result.backup).toBe(0);
  expect(result.outcome.error?.attempts).toHaveLength(1);
  expectError(result, kinds);
}

/** A proper end with nothing before it: an answer with a warning, or an error; never a silent success. */
function expectEmpty(one: Case, result: Result): void {
  if (own(result)) expect(result.outcome.warnings).toContain("empty_answer");
  else expectFailure(one, result, UNREADABLE);
}

/** An answer too, though a filtered one: nobody else is asked. */
function expectFiltered({ outcome, asked, backup }: Result): void {
  expect(outcome).toMatchObject({ way: "answer", finish: "content_filter", text: "", error: undefined });
  expect(outcome.target).not.toBe("backup/gpt-5.5");
  expect({ asked, backup }).toEqual({ asked: 1, backup: 0 });
}

describe.each(NAMES)("%s", (fault) => {
  for (const one of CASES.filter((candidate) => candidate.fault === fault)) it(idOf(one), () => check(one));
});

describe("the process", watchProcess);
