import {
  createRouter,
  isLlmuxError,
  type LlmuxError,
  type LlmuxEvent,
  type RouteReport,
  type Router,
  type RouterOptions,
} from "llmux";

/** One call as its caller saw it. Times are milliseconds from the scenario's start. */
export interface Seen {
  readonly at: number;
  readonly ms: number;
  readonly target?: string;
  /** The targets of an answer in parts. */
  readonly parts?: readonly string[];
  readonly error?: LlmuxError;
}

export interface Scenario {
  readonly options: RouterOptions;
  readonly seconds: number;
  /** What happens when, in milliseconds from the start. */
  readonly plot: readonly (readonly [at: number, act: (router: Router) => void])[];
  /** @default "chat" */
  readonly model?: string | ((index: number) => string);
  readonly stream?: boolean;
  /** @default 50 */
  readonly perSecond?: number;
}

/** What callers saw and what was sent, each between two times of the scenario. */
export interface Outcome {
  calls(from?: number, until?: number): Seen[];
  failures(from?: number, until?: number): LlmuxError[];
  /** Requests sent to a target, as the router told it. */
  sent(target: string, from?: number, until?: number): number;
  /** Share of the calls that this target answered. */
  share(target: string, from: number, until: number): number;
  /** Milliseconds that 99 of 100 callers did not wait longer than. */
  p99(from: number, until: number): number;
  readonly events: readonly LlmuxEvent[];
  readonly startedAt: number;
}

/** Calls before the scenario begins. */
const [WARM, AT_ONCE] = [5, 5];

/** Calls a router at a steady rate in real time, as far as this machine keeps up, while its providers do as the plot says; ends when every call has ended. */
export async function play({
  options,
  seconds,
  plot,
  model = "chat",
  stream,
  perSecond = 50,
}: Scenario): Promise<Outcome> {
  const router = createRouter(options);
  const messages = [{ role: "user" as const, content: "hi" }];
  const nameOf = typeof model === "string" ? () => model : model;
  // SDKs are loaded and connections made; and what an answer usually takes gets known.
  for (const target of leaves(options)) {
    const ask = () => router.chat.completions.create({ model: target, messages }, { timeout: 20_000 });
    await ask();
    for (let i = 0; i < WARM; i += 1) await Promise.all(Array.from({ length: AT_ONCE }, ask));
  }
  const events: LlmuxEvent[] = [];
  for (const name of ["attempt.start", "breaker.change", "cooldown.start"] as const) {
    router.on(name, (event) => void events.push(event));
  }
  const startedAt = Date.now();
  const acts = plot.map(([at, act]) => setTimeout(() => act(router), at));
  const seen: Promise<Seen>[] = [];
  for (let now = startedAt; now < startedAt + seconds * 1000; now = Date.now()) {
    seen.push(call(router, nameOf(seen.length), { index: seen.length, startedAt, stream: stream ?? false }));
    const next = startedAt + Math.ceil(((now - startedAt + 1) * perSecond) / 1000) * (1000 / perSecond);
    await new Promise((resolve) => setTimeout(resolve, next - Date.now()));
  }
  const all = await Promise.all(seen);
  for (const act of acts) clearTimeout(act);
  await router.close();
  return outcome(all, events, startedAt);
}

async function call(
  { chat }: Router,
  model: string,
  { index, startedAt, stream }: { index: number; startedAt: number; stream: boolean },
): Promise<Seen> {
  const at = Date.now() - startedAt;
  const messages = [{ role: "user" as const, content: `call ${index}` }];
  const seen = (rest: object): Seen => ({ at, ms: Date.now() - startedAt - at, ...rest });
  try {
    if (!stream) return seen({ target: (await chat.completions.create({ model, messages })).x_llmux.target });
    let report: RouteReport | undefined;
    for await (const { x_llmux } of await chat.completions.create({ model, messages, stream })) {
      report = x_llmux ?? report;
    }
    return seen({ target: report?.target, parts: report?.stitched?.map(({ target }) => target) });
  } catch (error) {
    if (isLlmuxError(error)) return seen({ error });
    throw error;
  }
}

/** Every target that the aliases name. */
function leaves({ models }: RouterOptions): string[] {
  const read = (route: unknown): string[] => {
    if (typeof route === "string") return route.includes("/") ? [route] : [];
    if (Array.isArray(route)) return route.flatMap(read);
    const { target, of = [] } = route as { target?: string; of?: unknown[] };
    return target === undefined ? of.flatMap(read) : [target];
  };
  return [...new Set(Object.values(models ?? {}).flatMap(read))];
}

function outcome(all: readonly Seen[], events: readonly LlmuxEvent[], startedAt: number): Outcome {
  const calls = (from = 0, until = Infinity) => all.filter(({ at }) => at >= from && at < until);
  return {
    calls,
    failures: (from, until) => calls(from, until).flatMap(({ error }) => error ?? []),
    sent: (target, from = 0, until = Infinity) =>
      events.filter((event) => {
        const at = event.at - startedAt;
        return event.type === "attempt.start" && event.target === target && at >= from && at < until;
      }).length,
    share: (target, from, until) => {
      const within = calls(from, until);
      return within.filter((one) => one.target === target).length / within.length;
    },
    p99: (from, until) => {
      const sorted = calls(from, until)
        .map(({ ms }) => ms)
        .sort((a, b) => a - b);
      return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
    },
    events,
    startedAt,
  };
}
