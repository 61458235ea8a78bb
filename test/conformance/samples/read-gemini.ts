import type { Reading } from "./reading.ts";
import type { Recording } from "./recordings.ts";

interface Piece {
  readonly jsonPath: string;
  readonly stringValue?: string;
  readonly numberValue?: number;
  readonly boolValue?: boolean;
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { name?: string; args?: object; partialArgs?: Piece[] };
}

interface Response {
  readonly candidates?: { content?: { parts?: Part[] }; finishReason?: string }[];
  readonly usageMetadata?: Record<string, number>;
}

const FINISH: Readonly<Record<string, string>> = { STOP: "stop", MAX_TOKENS: "length", SAFETY: "content_filter" };

export function readGemini({ events }: Recording): Reading {
  const responses = events as readonly Response[];
  const candidates = responses.flatMap(({ candidates = [] }) => candidates);
  const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
  const calls = callsOf(parts);
  const told = candidates.findLast(({ finishReason }) => finishReason)?.finishReason ?? "";
  const usage = Object.assign({}, ...responses.map(({ usageMetadata }) => usageMetadata)) as Record<string, number>;
  const reasoning = usage.thoughtsTokenCount ?? 0;
  return {
    text: parts
      .filter(({ thought }) => !thought)
      .map(({ text = "" }) => text)
      .join(""),
    reasoning: parts
      .filter(({ thought }) => thought)
      .map(({ text = "" }) => text)
      .join(""),
    calls,
    finish: told === "STOP" && calls.length > 0 ? "tool_calls" : (FINISH[told] ?? told),
    usage: {
      prompt: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
      completion: (usage.candidatesTokenCount ?? 0) + reasoning,
      cached: usage.cachedContentTokenCount ?? 0,
      reasoning,
    },
  };
}

/** A part that has a name begins a call; one that has none goes on with it. */
function callsOf(parts: readonly Part[]): { name: string; input: object }[] {
  const calls: { name: string; input: object }[] = [];
  for (const { functionCall } of parts) {
    if (functionCall?.name) calls.push({ name: functionCall.name, input: structuredClone(functionCall.args ?? {}) });
    for (const piece of functionCall?.partialArgs ?? []) put(calls.at(-1)!.input, piece);
  }
  return calls;
}

/** `$.a.b[0].c`, by way of a JSON pointer's steps. */
function put(input: object, { jsonPath, ...values }: Piece): void {
  const steps = jsonPath
    .replace(/^\$\.?/, "")
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(".");
  let at = input as Record<string, unknown>;
  for (const [depth, step] of steps.slice(0, -1).entries()) {
    at[step] ??= /^\d+$/.test(steps[depth + 1]!) ? [] : {};
    at = at[step] as Record<string, unknown>;
  }
  const last = steps.at(-1)!;
  const value = values.stringValue ?? values.numberValue ?? values.boolValue ?? null;
  at[last] = typeof value === "string" ? `${(at[last] as string | undefined) ?? ""}${value}` : value;
}
