import { sum } from "./ledger.ts";
import { column, dollars } from "./stage.ts";
import type { World } from "./world.ts";

/** (d) What each call cost, and all of them. */
export async function costs({ stage, ledger }: Pick<World, "stage" | "ledger">): Promise<void> {
  const { events, reports } = ledger;
  stage.title("4  What it cost", 'router.on("cost.recorded", …)');
  stage.line(
    `   ${column("", 12)}${column("", 29)}${"tokens in".padStart(11)}${"out".padStart(8)}${"USD".padStart(13)}`,
  );
  for (const { tags, target, usage, cost } of events.filter((event) => event.tags?.step !== "outage"))
    stage.line(row(tags?.step ?? "", target, usage, cost.usd));
  const outage = events.filter((event) => event.tags?.step === "outage");
  if (outage.length > 0) stage.line(row("outage", `${outage.length} calls`, tokens(outage), sum(costsOf(outage))));
  const total = sum(costsOf(events));
  stage.line(row("total", `${events.length} calls`, tokens(events), total));
  stage.check(
    "every price is known, every call cost something",
    events.every(({ cost }) => (cost.usd ?? 0) > 0),
  );
  const reported = sum(reports.map(({ cost }) => cost));
  const same = total !== null && reported !== null && Math.abs(total - reported) < 1e-9;
  stage.check("the events and the reports on the answers come to the same", same);
}

type Events = World["ledger"]["events"];

function costsOf(events: Events) {
  return events.map(({ cost }) => cost);
}

function tokens(events: Events) {
  const add = (field: "inputTokens" | "outputTokens") => events.reduce((total, { usage }) => total + usage[field], 0);
  return { inputTokens: add("inputTokens"), outputTokens: add("outputTokens") };
}

function row(step: string, target: string, usage: ReturnType<typeof tokens>, usd: number | null): string {
  const numbers = `${String(usage.inputTokens).padStart(11)}${String(usage.outputTokens).padStart(8)}`;
  return `   ${column(step, 12)}${column(target, 29)}${numbers}${dollars(usd).padStart(13)}`;
}
