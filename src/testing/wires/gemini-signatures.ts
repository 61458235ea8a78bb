import { list, object, text } from "../json.ts";
import type { Failure } from "./failure.ts";
import { sign } from "./signature.ts";

/** Taken in place of a signature that is not known. */
const SENTINEL = "skip_thought_signature_validator";

/** Models before generation 3 neither give signatures nor want them. */
const UNSIGNED = /^(gemma|gemini-(1|2)\.)/;

type Call = Readonly<Record<string, unknown>>;

/** The signature of a call by this model; undefined where the model gives none. */
export function callSignature(model: string, { name, args }: Call): string | undefined {
  return UNSIGNED.test(model) ? undefined : sign(model, text(name), JSON.stringify(args ?? {}));
}

/** The first call of each step of the current turn must come back with the signature it was given. */
export function refuseSignatures(body: unknown, model: string): Failure | undefined {
  if (UNSIGNED.test(model)) return undefined;
  const turns = list(object(body).contents).map((content) => ({
    role: object(content).role,
    parts: list(object(content).parts).map(object),
  }));
  const since = turns.findLastIndex(
    ({ role, parts }) => role !== "model" && parts.some((part) => part.functionResponse === undefined),
  );
  for (const [position, { role, parts }] of turns.entries()) {
    if (role !== "model") continue;
    const calls = parts.filter((part) => part.functionCall !== undefined);
    const first = calls[0];
    if (position > since && first && first.thoughtSignature === undefined) {
      const name = text(object(first.functionCall).name);
      const message = `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Additional data, function call \`default_api:${name}\`, position ${position}.`;
      return { kind: "invalid_request", status: 400, message };
    }
    const foreign = calls.some((part) => !isOwn(model, part));
    if (foreign) return { kind: "invalid_request", status: 400, message: "Corrupted thought signature." };
  }
  return undefined;
}

function isOwn(model: string, { functionCall, thoughtSignature }: Readonly<Record<string, unknown>>): boolean {
  if (thoughtSignature === undefined || thoughtSignature === SENTINEL) return true;
  return thoughtSignature === callSignature(model, object(functionCall));
}
