import type { Answer, Frame } from "./wires/answer.ts";
import type { Ask } from "./wires/ask.ts";
import type { Route, Wire } from "./wires/wire.ts";

/** A healthy response, in the frames that faults cut, spoil and reorder. A JSON body is cut into frames too. */
export interface Rendering {
  readonly headers: Readonly<Record<string, string>>;
  readonly frames: readonly Frame[];
  /** Between two content frames. */
  readonly pauseMs: number;
  readonly isStream: boolean;
}

/** Writes an answer in the form the request asked for. */
export function render(
  wire: Wire,
  { ask, route }: { readonly ask: Ask; readonly route: Route },
  { answer, pauseMs }: { readonly answer: Answer; readonly pauseMs: number },
): Rendering {
  const requestId = { [wire.requestIdHeader]: `req_${answer.id.slice(-16)}` };
  if (!ask.stream || route.array) return renderJson(route.array ? [wire.json(answer)] : wire.json(answer), requestId);
  const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...requestId };
  return { headers, frames: wire.frames(answer, ask), pauseMs, isStream: true };
}

/** A JSON value as a response. */
export function renderJson(value: unknown, more: Readonly<Record<string, string>>): Rendering {
  const headers = { "content-type": "application/json", ...more };
  return { headers, frames: slices(JSON.stringify(value)), pauseMs: 0, isStream: false };
}

const PARTS = 6;

function slices(body: string): readonly Frame[] {
  const characters = Array.from(body);
  const size = Math.ceil(characters.length / PARTS);
  const part = (index: number): Frame["part"] => (index === 0 ? "opening" : index === PARTS - 1 ? "mark" : "content");
  return Array.from({ length: PARTS }, (_, index) => ({
    part: part(index),
    text: characters.slice(index * size, (index + 1) * size).join(""),
  }));
}
