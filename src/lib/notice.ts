/** Codes of what has been said in this process, by whichever copy of this library. */
const SAID = Symbol.for("llmux.notices");

interface Place {
  [SAID]?: Set<string>;
  readonly process?: { emitWarning?(message: string, options: { type: string; code: string }): void };
}

/** Says something to whoever runs the process, once: as a process warning where there are such, else on the console. */
export function notice(code: string, message: string): void {
  const place = globalThis as unknown as Place;
  place[SAID] ??= new Set();
  if (place[SAID].has(code)) return;
  place[SAID].add(code);
  if (typeof place.process?.emitWarning === "function") {
    place.process.emitWarning(message, { type: "LlmuxWarning", code });
  } else console.warn(`[${code}] LlmuxWarning: ${message}`);
}
