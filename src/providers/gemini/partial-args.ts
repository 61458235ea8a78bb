import type { PartialArg } from "./wire.ts";

type Holder = Record<string | number, unknown>;

/**
 * Writes one piece of streamed arguments (Vertex, streamFunctionCallArguments) into `args`. String pieces at one path
 * are joined; a path is `$` with `.name` and `[index]` steps.
 */
export function applyPartialArg(args: Record<string, unknown>, piece: PartialArg): void {
  const steps = stepsOf(piece.jsonPath ?? "$");
  const last = steps.pop();
  if (last === undefined) return;
  let holder: Holder = args;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1] ?? last;
    holder = descend(holder, step, typeof next === "number");
  }
  const before = own(holder, last);
  const value = pieceValue(piece);
  write(holder, last, typeof before === "string" && typeof value === "string" ? before + value : value);
}

function stepsOf(path: string): (string | number)[] {
  const found = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[["']([^"'\]]+)["']\]/g);
  return [...found].map(([, name, index, quoted]) => (index === undefined ? (name ?? quoted ?? "") : Number(index)));
}

function descend(holder: Holder, step: string | number, intoArray: boolean): Holder {
  const present = own(holder, step);
  if (typeof present === "object" && present !== null) return present as Holder;
  const made: unknown = intoArray ? [] : {};
  write(holder, step, made);
  return made as Holder;
}

function own(holder: Holder, key: string | number): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Defined, not assigned: a path from upstream may be called `__proto__`. */
function write(holder: Holder, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function pieceValue(piece: PartialArg): unknown {
  if ("nullValue" in piece) return null;
  return piece.stringValue ?? piece.numberValue ?? piece.boolValue ?? "";
}
