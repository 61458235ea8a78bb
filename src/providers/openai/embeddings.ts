import type { EmbeddingRequest, Embeddings } from "../../contract/embedding.ts";
import type { PrepareContext, Prepared } from "../../contract/provider.ts";
import { embeddingRules } from "../../data/embeddings.ts";
import { isRecord } from "../../lib/record.ts";
import { extrasFor, mergeExtras } from "../native-extras.ts";
import { notAnAnswer } from "../no-answer.ts";
import { Notes } from "../notes.ts";
import type { Recipient } from "./encode.ts";
import { hiddenError } from "./no-answer.ts";
import { encodeParameters } from "./parameters.ts";
import { usageOf } from "./usage.ts";

/** 2,048 vectors of 3,072 floats are some 140 MB of JSON. */
export const MAX_VECTOR_BYTES = 256 * 1024 * 1024;

/**
 * Writes a request for vectors: the caller's own, in the vendor's spelling. The encoding is always named: the SDK would ask
 * for base64 otherwise, and turn that into floats.
 */
export function encodeEmbedding(request: EmbeddingRequest, context: PrepareContext, recipient: Recipient): Prepared {
  const { name, vendor, dialect } = recipient;
  const { models, provider_options, ...rest } = request;
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  const body: Record<string, unknown> = {
    encoding_format: "float",
    ...Object.fromEntries(given),
    model: context.model,
  };
  const notes = new Notes(context);
  const { title, toolIdLength } = dialect;
  const { params = {} } = embeddingRules(vendor);
  encodeParameters({
    body,
    dialect: { title, toolIdLength },
    rules: { params },
    notes,
    compat: {},
    stream: false,
  });
  mergeExtras(body, extrasFor(request, name, "openai", vendor), notes);
  return { native: body, warnings: notes.warnings };
}

/** Reads the vectors of any OpenAI-compatible server; how many there are and what they are is for the router to check. */
export function decodeEmbeddings(answer: unknown, { target, model }: PrepareContext): Embeddings {
  if (!isRecord(answer)) throw notAnAnswer(target, answer, "embeddings");
  const error = hiddenError(answer);
  if (error) throw error;
  if (!Array.isArray(answer.data)) throw notAnAnswer(target, answer, "embeddings");
  const { usage: _, ...rest } = answer as unknown as Embeddings;
  const usage = usageOf(answer);
  return {
    ...rest,
    object: "list",
    model: rest.model || model,
    ...(usage && { usage: { prompt_tokens: usage.prompt_tokens, total_tokens: usage.total_tokens } }),
  };
}
