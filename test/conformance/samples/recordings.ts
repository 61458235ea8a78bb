import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { events, json, type Wire } from "../frames.ts";
import { wireOf } from "../healthy.ts";
import type { Answer } from "../upstream.ts";

/** Where the recorded answers lie, beside the repository. They are not part of it. */
const FOLDER = join(import.meta.dirname, "../../../../shared/wire-samples");

/** One recorded answer: the body of a whole one, or the events of a stream. */
export interface Recording {
  readonly provider: string;
  readonly wire: Wire;
  /** File, and which answer of it, if it holds several. */
  readonly name: string;
  readonly streamed: boolean;
  /** Parsed: one body, or each event of a stream. */
  readonly events: readonly Event[];
  /** What the provider's server writes, frames included. */
  readonly answer: Answer;
}

type Event = Readonly<Record<string, unknown>>;

/** All recorded answers; none where the folder is absent, which is said on stderr. */
export function recordings(): Recording[] {
  if (!existsSync(FOLDER)) {
    console.warn(`NOTICE: no recorded answers at ${FOLDER}: only the cases are run`);
    return [];
  }
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: provider }) => readdirSync(join(FOLDER, provider)).flatMap((file) => readFile(provider, file)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readFile(provider: string, file: string): Recording[] {
  const wire = wireOf(`${provider}/`);
  const text = readFileSync(join(FOLDER, provider, file), "utf8");
  const path = `${provider}/${file}`;
  const base = { provider, wire };
  if (file.endsWith(".json")) {
    return [{ ...base, name: path, streamed: false, events: [JSON.parse(text)], answer: json(text) }];
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const answers = cut(lines, wire);
  return answers.map((part, at) => ({
    ...base,
    name: answers.length > 1 ? `${path} #${at + 1}` : path,
    streamed: true,
    events: part.map((line) => JSON.parse(line) as Event),
    answer: events(wire, part),
  }));
}

/** Some files hold several answers: each ends with `message_stop`, or where the id changes after a finish. */
function cut(lines: readonly string[], wire: Wire): string[][] {
  const answers: string[][] = [[]];
  let over = false;
  let id: unknown;
  for (const line of lines) {
    const event = JSON.parse(line) as Event & { choices?: { finish_reason?: unknown }[] };
    if (over && (wire === "anthropic" || event.id !== id)) {
      answers.push([]);
      over = false;
    }
    answers.at(-1)!.push(line);
    id = event.id;
    over ||= wire === "anthropic" ? event.type === "message_stop" : Boolean(event.choices?.[0]?.finish_reason);
  }
  return answers;
}
