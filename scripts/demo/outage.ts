import { setTimeout as sleep } from "node:timers/promises";
import { type ChatCompletion, createRouter, type EventMap } from "llmux";
import type { Simulation } from "llmux/testing";
import { column } from "./stage.ts";
import { QUESTION, type World } from "./world.ts";

const FIRST = "openai/gpt-5.5";
const SECOND = "anthropic/claude-opus-5-5";
const PAUSE_MS = 600;

type Change = EventMap["breaker.change"];

/** One line of the timeline. */
interface Row {
  readonly answer: ChatCompletion;
  /** Requests that reached the first provider during this call. */
  readonly reached: number;
}

/** (b) A provider dies: fallback, open circuit, a probe in vain, a probe that heals. */
export async function outage({ stage, ledger }: World, sim: Simulation): Promise<void> {
  stage.title("2  A provider dies and comes back", `models: { chat: ["openai/…", "anthropic/…"] }`);
  stage.line(`   ${column("", 9)}${column("openai", 18)}${column("anthropic", 12)}circuit of openai`);
  const changes: Change[] = [];
  await using router = createRouter({
    providers: sim.providers,
    models: { chat: [FIRST, SECOND] },
    breaker: { consecutiveFailures: 3, resetTimeoutMs: PAUSE_MS },
    on: { "breaker.change": (event) => changes.push(event), "cost.recorded": ledger.record },
  });
  const startedAt = performance.now();
  const rows: Row[] = [];
  const call = async () => {
    const [seen, count, ms] = [changes.length, sim.openai.count, performance.now() - startedAt];
    const from = changes.at(-1)?.to ?? "closed";
    const answer = await router.chat.completions.create(
      { model: "chat", messages: QUESTION },
      { tags: { step: "outage" } },
    );
    ledger.add(answer.x_llmux);
    rows.push({ answer, reached: sim.openai.count - count });
    const path = [from, ...changes.slice(seen).map(stateOf)].join(" → ");
    stage.line(`${`${Math.round(ms)} ms`.padStart(9)}   ${cells(answer)}${path}`);
  };
  const untilProbe = () => sleep(Math.max(0, (router.health().targets[FIRST]?.openUntil ?? 0) - Date.now()) + 5);

  await call();
  note(stage, "openai starts to answer 503");
  sim.openai.fail("status_503");
  for (let n = 0; n < 5; n++) await call();
  await untilProbe();
  note(stage, "pause over: one probe, in vain, so another pause");
  await call();
  await untilProbe();
  note(stage, "openai is well again");
  sim.openai.heal();
  for (let n = 0; n < 2; n++) await call();
  judge(stage, rows, changes);
}

function judge(stage: World["stage"], rows: readonly Row[], changes: readonly Change[]): void {
  const winners = rows.map(({ answer }) => answer.x_llmux.provider[0]).join("");
  stage.check(
    `${rows.length} of ${rows.length} calls were answered: no caller saw the outage`,
    winners === "oaaaaaaoo",
  );
  const reached = rows.map(({ reached: n }) => n).join("");
  stage.check("while the circuit was open, openai got no request but one probe", reached === "111100111");
  const path = changes.map(({ to }) => to).join(" ");
  const [first, second] = changes.map(pauseOf).filter((pause) => pause !== undefined);
  stage.check(
    "closed → open → half_open → open again → half_open → closed",
    path === "open half_open open half_open closed" && first! <= PAUSE_MS && second! >= first!,
  );
}

function pauseOf({ at, openUntil }: Change): number | undefined {
  return openUntil === undefined ? undefined : Math.round((openUntil - at) / 10) * 10;
}

function stateOf(change: Change): string {
  const pause = pauseOf(change);
  return pause === undefined ? change.to : `${change.to} for ${pause} ms`;
}

function note(stage: World["stage"], text: string): void {
  stage.line(`            -- ${text} --`);
}

/** What each provider did in this call. */
function cells({ x_llmux: { attempts } }: ChatCompletion): string {
  const of = (target: string, otherwise: string) => {
    const attempt = attempts.find((each) => each.target === target);
    if (attempt === undefined) return otherwise;
    return attempt.status === "ok" ? "answers" : `${attempt.fault?.status} ${attempt.fault?.kind}`;
  };
  return `${column(of(FIRST, "not asked"), 18)}${column(of(SECOND, "-"), 12)}`;
}
