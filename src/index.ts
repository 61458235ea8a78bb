export type { MapCall, MapItems, MapJournal, MapOptions, MapProgress, MapResults } from "./batch/types.ts";
export type { CircuitState } from "./contract/breaker.ts";
export type {
  AssistantExtras,
  ChatCompletion,
  ChatCompletionChunk,
  ChatMessage,
  ChatRequest,
  ChatRequestNonStreaming,
  ChatRequestStreaming,
  Chunk,
  Completion,
  ProviderState,
} from "./contract/chat.ts";
export type { Clock } from "./contract/clock.ts";
export type { Concurrency, ConcurrencyOptions, Priority, Slots } from "./contract/concurrency.ts";
export type { AttemptContext, CallContext, CallOptions, Middleware, WaitUntil } from "./contract/context.ts";
export type { EmbeddingRequest, EmbeddingResponse, Embeddings } from "./contract/embedding.ts";
export { isLlmuxError, LlmuxError, StreamInterruptedError } from "./contract/errors.ts";
export type { EventMap, EventName, Listener, LlmuxEvent } from "./contract/events.ts";
export { FAULT_KINDS, type Fault, type FaultKind, type TimeoutPhase } from "./contract/fault.ts";
export type { Hedge, HedgeOptions, Race } from "./contract/hedge.ts";
export type { DiscardedAnswer, OnInterrupt, RestartMark, StitchedPart } from "./contract/interruption.ts";
export type { ModelFacts } from "./contract/model-facts.ts";
export type { NativeAnswer, NativeReply, NativeRequest, NativeStreamed } from "./contract/native.ts";
export type { Asked, Operation } from "./contract/operation.ts";
export type { PartialAnswer } from "./contract/partial.ts";
export type { Cost, Price } from "./contract/price.ts";
export type {
  PrepareContext,
  Prepared,
  Provider,
  ProviderContext,
  SignedRequest,
  WireNotes,
} from "./contract/provider.ts";
export type { Reply, ReplyStream } from "./contract/reply.ts";
export type { AttemptReport, RouteReport, SkippedTarget, Warning } from "./contract/report.ts";
export type { Settlement } from "./contract/settlement.ts";
export type { Route, RoutingView, Strategy } from "./contract/strategy.ts";
export type { RetryOptions, Target, Timeouts } from "./contract/target.ts";
export type { Usage } from "./contract/usage.ts";
export type {
  CacheOptions,
  DialectOptions,
  FetchedApiKey,
  IdempotencyOptions,
  KeyOptions,
  ProviderOptions,
  RouteOptions,
  RouterOptions,
  StrategyOptions,
  TargetOptions,
} from "./options/types.ts";
export type { CallPromise } from "./router/call-promise.ts";
export { createRouter } from "./router/create-router.ts";
export type { Explanation } from "./router/explain.ts";
export type { ChatStream } from "./router/stream.ts";
export type {
  BreakerControl,
  Create,
  CreateEmbeddings,
  Health,
  KeyHealth,
  Models,
  ProviderHealth,
  Router,
  TargetHealth,
} from "./router/types.ts";
export { bearer } from "./web/bearer.ts";
export type { CorsOptions } from "./web/cors.ts";
export type { Handler, Serve } from "./web/handler.ts";
export type { HandlerOptions } from "./web/handler-options.ts";
export type { Grant, Identity } from "./web/identity.ts";
