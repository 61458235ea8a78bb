import type { Answer, Frame } from "./answer.ts";
import type { Ask } from "./ask.ts";
import type { Failure } from "./failure.ts";

/** The three wires a simulated provider can speak. */
export type WireKind = "openai" | "anthropic" | "gemini";

/** What a path asks the server to do. */
export interface Route {
  readonly operation: "chat" | "models" | "embeddings";
  readonly model?: string;
  readonly stream?: boolean;
  /** Gemini without `alt=sse`: a stream is one JSON array. */
  readonly array?: boolean;
}

/** One provider's wire, as pure functions. */
export interface Wire {
  readonly kind: WireKind;
  /** What its SDK wants after the server's root in `baseURL`. */
  readonly basePath: string;
  readonly requestIdHeader: string;
  /** Required body fields of a chat request. */
  readonly required: readonly string[];
  readonly idPrefix: { readonly answer: string; readonly call: string };
  route(method: string, url: URL): Route | undefined;
  ask(body: unknown, route: Route): Ask;
  /** What the provider refuses in a chat request that has all it needs. */
  refuse?(body: unknown, route: Route): Failure | undefined;
  json(answer: Answer): unknown;
  /** An answer with an empty list where the choices should be. */
  hollow(answer: Answer): unknown;
  frames(answer: Answer, ask: Ask): readonly Frame[];
  models(): unknown;
  /** Absent where the provider makes no vectors. */
  readonly embeddings?: {
    readonly required: readonly string[];
    answer(body: unknown, route: Route): unknown;
  };
  error(failure: Failure): unknown;
  /** A stream event from a JSON text; `type` names it where the wire names events. */
  event(json: string, type?: string): string;
  /** What the provider sends to keep a quiet stream open. */
  readonly ping: string;
}
