import type { EmbeddingRequest } from "../contract/embedding.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Target } from "../contract/target.ts";

/**
 * Refuses a route whose targets would give vectors that do not match. Two targets are of the same model if their model ids
 * are the same once everything up to the last slash is left off, or if a target's `name` is the other's model id or name.
 *
 * @throws LlmuxError `invalid_request`, naming both.
 */
export function checkSameVectors(targets: readonly Target[], request: EmbeddingRequest): void {
  const [first, ...others] = targets;
  if (first === undefined) return;
  for (const other of others) {
    if (!identities(other).some((identity) => identities(first).includes(identity))) {
      refuse("model", `${first.id} and ${other.id} are different models`);
    }
    const [a, b] = [dimensionsOf(first, request), dimensionsOf(other, request)];
    if (a !== b) refuse("dimensions", `${first.id} gives ${a ?? "all"} dimensions, ${other.id} ${b ?? "all"}`);
  }
}

function refuse(param: string, problem: string): never {
  const advice =
    "fall back only to the same model, or give one target the other's model id as its `name` if it is the same";
  throw new LlmuxError("invalid_request", `${param}: ${problem}: their vectors do not match; ${advice}`, {
    param,
    code: "vectors_differ",
  });
}

function identities({ id, provider, model }: Target): string[] {
  const name = /#([^/]*)$/.exec(id.slice(`${provider}/${model}`.length))?.[1];
  return [model.slice(model.lastIndexOf("/") + 1), ...(name === undefined ? [] : [name])].map((one) =>
    one.toLowerCase(),
  );
}

function dimensionsOf({ settings }: Target, { dimensions }: EmbeddingRequest): unknown {
  return dimensions ?? settings.params?.dimensions;
}
