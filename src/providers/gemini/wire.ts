/** One part of a turn, as generateContent spells it. Everything is optional; a part carries one kind of content. */
export interface Part {
  text?: string;
  /** The text is a summary of thinking, not the answer. */
  thought?: boolean;
  /** Opaque; belongs to exactly the part it came on. */
  thoughtSignature?: string;
  inlineData?: { mimeType: string; data: string };
  fileData?: { mimeType?: string; fileUri: string };
  functionCall?: FunctionCall;
  functionResponse?: { name: string; response: Record<string, unknown>; id?: string; parts?: Part[] };
}

export interface FunctionCall {
  name?: string;
  id?: string;
  args?: Record<string, unknown>;
  /** Vertex only: the arguments come in pieces. */
  partialArgs?: readonly PartialArg[];
  willContinue?: boolean;
}

/** One piece of a call's arguments at a JSON path such as `$.items[0].name`. */
export interface PartialArg {
  jsonPath?: string;
  stringValue?: string;
  numberValue?: number;
  boolValue?: boolean;
  nullValue?: unknown;
  willContinue?: boolean;
}

export interface Content {
  role?: "user" | "model";
  parts: Part[];
}

/** A function as Gemini is told of it. */
export interface FunctionDeclaration {
  name: string;
  description?: string;
  parametersJsonSchema?: unknown;
}

/** The body of generateContent. */
export interface GenerateRequest {
  contents: Content[];
  systemInstruction?: Content;
  tools?: Record<string, unknown>[];
  toolConfig?: Record<string, unknown>;
  generationConfig?: Record<string, unknown>;
  serviceTier?: string;
}

/** The body of batchEmbedContents. */
export interface EmbedRequest {
  requests: { model: string; content: { parts: { text: string }[] }; outputDimensionality?: number }[];
}

/** Its answer. */
export interface EmbedResponse {
  embeddings?: readonly { values?: number[] }[];
  usageMetadata?: { promptTokenCount?: number };
}

/** What `prepare` hands on: the body, and which functions stand for OpenAI's custom tools. */
export interface GeminiNative {
  readonly body: GenerateRequest;
  readonly custom: readonly string[];
}

export interface UsageMetadata {
  promptTokenCount?: number;
  cachedContentTokenCount?: number;
  /** Without thoughts. */
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  toolUsePromptTokenCount?: number;
  serviceTier?: string;
}

interface Source {
  readonly uri?: string;
  readonly title?: string;
}

export interface GroundingMetadata {
  groundingChunks?: readonly { web?: Source; maps?: Source; retrievedContext?: Source }[];
  groundingSupports?: readonly {
    /** Offsets count UTF-8 bytes. */
    segment?: { partIndex?: number; startIndex?: number; endIndex?: number; text?: string };
    groundingChunkIndices?: readonly number[];
  }[];
}

export interface TokenCandidate {
  token?: string;
  logProbability?: number;
}

export interface LogprobsResult {
  chosenCandidates?: readonly TokenCandidate[];
  topCandidates?: readonly { candidates?: readonly TokenCandidate[] }[];
}

export interface Candidate {
  index?: number;
  content?: { role?: string; parts?: readonly Part[] };
  finishReason?: string;
  finishMessage?: string;
  groundingMetadata?: GroundingMetadata;
  logprobsResult?: LogprobsResult;
}

/** An answer, or one chunk of it. */
export interface GenerateResponse {
  candidates?: readonly Candidate[];
  promptFeedback?: { blockReason?: string; blockReasonMessage?: string };
  usageMetadata?: UsageMetadata;
  modelVersion?: string;
  responseId?: string;
  createTime?: string;
}
