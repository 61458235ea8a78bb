import { inspect } from "node:util";
import { createRouter, type EventName, type LlmuxEvent, type ProviderOptions } from "llmux";
import { asOpenAI } from "llmux/openai";
import { type FaultName, faults, type SimulatedRequest, type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENTS } from "../../src/options/schema.ts";
import { atOnce } from "./at-once.ts";
import { collectText, listenToConsole } from "./collect-text.ts";
import { ECHOES, type EchoName, startEcho } from "./echo-server.ts";
import { FORMS, type Form, MODELS, PROVIDERS, type ProviderName, TUNED } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

/** Like no vendor's key, so that it is not known by its looks. */
const CANARY = "canary7Qx/Zp+Lm2Wv9Ty4Rk8=Nd3";
const HEADER = { openai: "authorization", anthropic: "x-api-key", gemini: "x-goog-api-key" } as const;

type Given = "string" | "function" | "auth";
const CREDENTIALS: Readonly<Record<Given, (provider: ProviderName) => ProviderOptions>> = {
  string: () => ({ apiKey: CANARY }),
  function: () => ({ apiKey: async () => CANARY }),
  auth: (provider) => ({
    auth: () => ({ [HEADER[provider]]: provider === "openai" ? `Bearer ${CANARY}` : CANARY }),
  }),
};

interface Case {
  readonly fault: FaultName;
  readonly provider: ProviderName;
  readonly form: Form;
  readonly given: Given;
}

const NAMES = Object.keys(faults) as FaultName[];
const GIVEN = Object.keys(CREDENTIALS) as Given[];
const CASES: readonly Case[] = NAMES.flatMap((fault) =>
  PROVIDERS.flatMap((provider) => FORMS.flatMap((form) => GIVEN.map((given) => ({ fault, provider, form, given })))),
);
const idOf = ({ fault, provider, form, given }: Case) => [fault, provider, form, given].join(" ");

let sim: Simulation;
/** By case: where the key was seen. */
const leaks = new Map<string, readonly string[]>();
let sent = 0;
let written = "";

function byPrompt({ text, headers }: SimulatedRequest) {
  if (Object.values(headers).some((value) => value.includes(CANARY))) sent += 1;
  const fault = text.split(" ")[0] as FaultName;
  return { fault, ...TUNED[fault] };
}

beforeAll(async () => {
  sim = await simulate();
  for (const provider of PROVIDERS) sim[provider].reply(byPrompt);
  // Loads the SDKs: the short time limits of the cases are meant for their requests.
  for (const provider of PROVIDERS) await run({ fault: "status_400", provider, form: "JSON", given: "string" });
  sent = 0;
  const console = listenToConsole();
  const found = await atOnce(CASES, 64, run).finally(() => {
    written = console.written;
    console.restore();
  });
  for (const [at, places] of found.entries()) leaks.set(idOf(CASES[at]!), places);
}, 90_000);
afterAll(() => sim.close());

function run(one: Case): Promise<readonly string[]> {
  return leaksOf(one, sim[one.provider].baseURL, `${idOf(one)} and some more words for chunks`);
}

type Setting = Pick<Case, "provider" | "form" | "given">;

/** Makes one call, and names the places in which the key can be seen afterwards. */
async function leaksOf(
  { provider, form, given }: Setting,
  baseURL: string,
  content: string,
): Promise<readonly string[]> {
  const events: LlmuxEvent[] = [];
  const router = createRouter({
    providers: { [provider]: { baseURL, ...CREDENTIALS[given](provider) } },
    timeouts: { connectMs: 2_000, firstTokenMs: 1_000, idleMs: 500, totalMs: 3_000 },
    retry: { maxRetries: 0 },
    on: Object.fromEntries(EVENTS.map((name: EventName) => [name, (event: LlmuxEvent) => void events.push(event)])),
  });
  const messages = [{ role: "user" as const, content }];
  const outcome: unknown[] = [];
  try {
    const answer = await router.chat.completions.create({
      model: MODELS[provider],
      messages,
      stream: form === "stream",
    });
    outcome.push(answer);
    if (Symbol.asyncIterator in answer) for await (const chunk of answer) outcome.push(chunk);
  } catch (error) {
    outcome.push(error);
  }
  const places = { outcome, events, health: router.health(), router };
  const seen = Object.entries(places).filter(([, value]) => leaky(value));
  await router.close({ timeoutMs: 0 });
  return seen.map(([place]) => place);
}

/** The key as it is, and in the spellings text carries it in. */
const SPELLINGS = [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString("base64").slice(0, -4)];

function leaky(value: unknown): boolean {
  const items = Array.isArray(value) ? value : [value];
  return items.some((item) => {
    const text = collectText(item);
    return SPELLINGS.some((spelling) => text.includes(spelling));
  });
}

describe.each(NAMES)("no key is told by %s", (fault) => {
  for (const one of CASES.filter((candidate) => candidate.fault === fault)) {
    it(idOf(one), () => expect(leaks.get(idOf(one))).toEqual([]));
  }
});

describe.each(Object.keys(ECHOES) as EchoName[])("no key is told when a server repeats it %s", (echo) => {
  let server: Awaited<ReturnType<typeof startEcho>>;
  beforeAll(async () => {
    server = await startEcho();
  });
  afterAll(() => server.close());

  for (const provider of PROVIDERS) {
    for (const form of FORMS) {
      it.each(GIVEN)(`${provider} ${form} %s`, async (given) => {
        expect(await leaksOf({ provider, form, given }, server.origin, echo)).toEqual([]);
      });
    }
  }
});

describe("the canary", () => {
  it("was sent in every request, so that there was something to find", () => {
    expect(sent).toBeGreaterThanOrEqual(CASES.length);
    expect(leaky(new Error("no", { cause: { headers: { a: CANARY } } }))).toBe(true);
  });

  it("was not written to the console", () => {
    expect(SPELLINGS.filter((spelling) => written.includes(spelling))).toEqual([]);
  });

  it.each(PROVIDERS)("is in no error of an OpenAI client over the router, whatever %s echoes", async (provider) => {
    const router = createRouter({ providers: { [provider]: { baseURL: sim[provider].baseURL, apiKey: CANARY } } });
    const messages = [{ role: "user" as const, content: "key_echo" }];
    const client = asOpenAI(router);
    const error: unknown = await client.chat.completions
      .create({ model: MODELS[provider], messages })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 401 });
    expect(leaky(error)).toBe(false);
    const response = await router.fetch("http://llmux/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify({ model: MODELS[provider], messages }),
    });
    const answered = `${await response.text()} ${JSON.stringify([...response.headers])}`;
    expect(SPELLINGS.filter((spelling) => answered.includes(spelling))).toEqual([]);
    expect(inspect(client, { depth: 10 })).not.toContain(CANARY);
    await router.close();
  });
});

describe("the process", watchProcess);
