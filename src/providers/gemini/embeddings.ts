import { type EmbeddingRequest, type Embeddings, inputsOf } from "../../contract/embedding.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import { record } from "../../lib/record.ts";
import { extrasFor, mergeExtras } from "../native-extras.ts";
import { Notes } from "../notes.ts";
import { bareModel, checkedModel } from "./encode.ts";
import type { EmbedRequest, EmbedResponse } from "./wire.ts";

/** What is written, what is said elsewhere, and what changes nothing. */
const KNOWN = new Set(["model", "models", "input", "dimensions", "encoding_format", "user", "provider_options"]);

/**
 * Writes a request for batchEmbedContents, also for a single text: `@google/genai` knows no other. Native extras such as
 * `taskType` go to each text. Gemini takes no `user`, and no tokens.
 */
export function encodeEmbedding(request: EmbeddingRequest, context: PrepareContext, provider: string): Prepared {
  const notes = new Notes(context);
  const { dimensions } = request;
  const model = `models/${checkedModel(context)}`;
  const extras: Record<string, unknown> = {};
  mergeExtras(extras, extrasFor(request, provider, "gemini"), notes);
  for (const [field, value] of Object.entries(request)) {
    if (KNOWN.has(field) || value === null || value === undefined) continue;
    notes.warn("dropped_param", field, `Gemini does not take ${field} for vectors, so it was left out`);
  }
  const requests = inputsOf(request).map((input) => {
    if (typeof input !== "string") {
      const message = `${context.target}: Gemini takes no lists of tokens; send the texts`;
      throw new LlmuxError("unsupported", message, { param: "input", code: "no_tokens" });
    }
    return {
      model,
      content: { parts: [{ text: input }] },
      ...(dimensions && { outputDimensionality: dimensions }),
      ...extras,
    };
  });
  return { native: { requests } satisfies EmbedRequest, warnings: notes.warnings };
}

/** Reads the vectors. Gemini's older models do not count tokens. */
export function decodeEmbeddings(answer: unknown, { target, model }: PrepareContext): Embeddings {
  const { embeddings, usageMetadata } = record(answer) as EmbedResponse;
  if (!Array.isArray(embeddings)) {
    throw new LlmuxError("server_error", `${target}: the answer has no list of embeddings`, { body: answer });
  }
  const tokens = usageMetadata?.promptTokenCount;
  return {
    object: "list",
    model: bareModel(model),
    data: embeddings.map(({ values }: { values?: number[] }, index) => ({
      object: "embedding",
      index,
      embedding: values ?? [],
    })),
    ...(tokens !== undefined && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  };
}
