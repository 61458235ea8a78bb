import type { AttemptContext } from "../contract/context.ts";
import { type EmbeddingRequest, type Embeddings, inputsOf, type Vector } from "../contract/embedding.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Reply } from "../contract/reply.ts";
import { usageFrom } from "../contract/usage.ts";
import { packFloats, unpackFloats } from "../lib/float32.ts";
import { untilAborted } from "../lib/race.ts";
import { providerContext } from "./provider-context.ts";

/** One request for vectors: as many as there are inputs, in their order, in the encoding and of the size that were asked for. */
export async function sendEmbeddings(context: AttemptContext & { operation: "embeddings" }): Promise<Reply> {
  const { provider, request, controller, target } = context;
  const work = Promise.resolve(provider.embed!(request, providerContext(context)));
  const answer = await untilAborted(work, controller);
  const data = inOrder(answer, inputsOf(request).length).map((embedding, index) => ({
    object: "embedding" as const,
    index,
    embedding: encoded(embedding, request),
  }));
  context.race?.win();
  const usage = usageFrom(answer.usage);
  if (usage === undefined) {
    const message = `${target.id} did not count the tokens: usage is 0 in the answer, and the cost was estimated`;
    context.call.draft.warnings.push({ code: "no_usage", target: target.id, message });
  }
  context.settle({ status: "ok", ...(usage && { usage }) });
  return { kind: "embedding", body: { ...answer, object: "list", model: answer.model || target.model, data } };
}

/** The vectors by their `index`; servers need not keep the order. */
function inOrder(answer: Embeddings | undefined, wanted: number): Vector[] {
  const data = Array.isArray(answer?.data) ? answer.data : [];
  const vectors: Vector[] = [];
  for (const [at, { index, embedding }] of data.entries()) vectors[index ?? at] = embedding;
  for (let i = 0; i < wanted; i += 1) {
    const vector: unknown = vectors[i];
    const isVector = (typeof vector === "string" || Array.isArray(vector)) && vector.length > 0;
    if (!isVector) throw wrong(`the answer has no vector for input ${i} of ${wanted}`);
  }
  if (data.length !== wanted) throw wrong(`the answer has ${data.length} vectors for ${wanted} inputs`);
  return vectors;
}

function encoded(vector: Vector, { encoding_format: format, dimensions }: EmbeddingRequest): Vector {
  const packed = typeof vector === "string";
  if (packed && format === "base64" && !dimensions) return vector;
  const numbers = packed ? unpackFloats(vector) : vector;
  if (numbers === undefined)
    throw wrong("the answer has a vector that is neither a list of numbers nor base64 of floats");
  if (dimensions && numbers.length !== dimensions) {
    const message = `the answer has vectors of ${numbers.length} dimensions where ${dimensions} were asked for`;
    throw new FaultError({ kind: "bad_generation", message, code: "wrong_dimensions", param: "dimensions" });
  }
  if (format !== "base64") return numbers;
  return packed ? vector : packFloats(numbers);
}

function wrong(message: string): FaultError {
  return new FaultError({ kind: "server_error", message });
}
