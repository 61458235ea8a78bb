import type { CallOptions } from "../contract/context.ts";
import type { Answer } from "./answer.ts";
import type { Fields } from "./body.ts";
import type { Calls } from "./calls.ts";
import type { Grant } from "./identity.ts";
import type { Shown } from "./shown.ts";
import type { Framing } from "./sse.ts";

/** What an endpoint is asked. */
export interface Asked {
  readonly calls: Calls;
  /** Of a POST; else empty. */
  readonly body: Fields;
  readonly options: CallOptions;
  /** What the path names behind the endpoint. */
  readonly id: string;
  /** Whether whoever asks has a right beyond asking for an alias. */
  may(grant: Grant): boolean;
  /** Whether whoever asks may use a model by this name. */
  isOpen(model: string): boolean;
}

/** One endpoint: where it is, and what it does. */
export interface Place {
  readonly path: RegExp;
  readonly method: "GET" | "POST";
  /** Fields of its body that anybody may set; all others are native. */
  readonly plain: ReadonlySet<string>;
  /** What anybody may see of its answer. */
  readonly shown: Shown;
  readonly framing: Framing;
  /** Its answer is the provider's own, and is handed on as it is. */
  readonly exact?: true;
  start(asked: Asked): Promise<Answer>;
}
