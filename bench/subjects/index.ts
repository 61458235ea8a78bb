import { BARE } from "./bare.ts";
import { LLMUX } from "./llmux.ts";
import { OTHERS } from "./others.ts";
import { RAW } from "./raw.ts";
import type { Subject } from "./subject.ts";

export async function makeSubject(name: string, root: string): Promise<Subject> {
  const make = RAW[name] ?? LLMUX[name] ?? OTHERS[name] ?? BARE[name];
  if (make === undefined) throw new Error(`no subject "${name}"`);
  return await make(root);
}
