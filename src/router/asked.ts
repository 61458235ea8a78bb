import type { Asked } from "../contract/operation.ts";
import type { Route } from "../contract/strategy.ts";
import type { FieldOf, Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";
import { checkBody } from "./check-body.ts";
import { checkEmbedding } from "./check-embedding.ts";
import { oneTarget } from "./one-target.ts";
import { checkSameVectors } from "./same-vectors.ts";

/** Refuses, before anything is sent, what no target could answer. */
export function checkAsked({ operation, request }: Asked, options: { lenient: boolean }): void {
  if (operation === "chat") checkBody(request, options);
  else if (operation === "embeddings") checkEmbedding(request);
}

/** What the call's model names stand for, and how it is called in reports. */
export function routeOf({ operation, request }: Asked, settings: Settings): { routeName: string; route: Route } {
  if (operation === "native") return { routeName: request.model, route: oneTarget(settings, request.model) };
  const { names, fieldOf } = namesOf(request);
  const route = settings.route(names, fieldOf);
  if (operation === "embeddings") checkSameVectors(targetsOf(route), request);
  return { routeName: typeof names === "string" ? names : names.join(", "), route };
}

interface Names {
  readonly names: string | readonly string[];
  readonly fieldOf?: FieldOf;
}

/** `models` is the chain; a `model` beside it is put in front if it is absent from it. */
function namesOf({ model, models }: { model?: string | null; models?: string[] | null }): Names {
  if (!models) return { names: model! };
  const inFront = model && !models.includes(model) ? [model] : [];
  const chain = [...inFront, ...models];
  const fieldOf = (index: number) => (index < inFront.length ? "model" : `models[${index - inFront.length}]`);
  return { names: chain.length === 1 ? chain[0]! : chain, fieldOf };
}
