import type { Counts } from "../samples/reading.ts";

/** An answer as some server has given it or may give it, and what a caller must see of it. */
export interface Rare {
  readonly name: string;
  /** @default the file's own */
  readonly target?: string;
  readonly request?: object;
  /** The body of a whole answer. */
  readonly whole?: unknown;
  /** The events of a stream. */
  readonly stream?: readonly unknown[];
  /** The bytes of an answer, where neither will do. */
  readonly raw?: { readonly body: string; readonly status?: number; readonly type?: string };
  readonly want: Want;
}

/** What is left out is: no text, no reasoning, no calls, finish `stop`; usage is then not looked at. */
export interface Want {
  readonly text?: string;
  readonly reasoning?: string;
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly finish?: string;
  readonly usage?: Partial<Counts> & { readonly prompt: number; readonly completion: number };
  /** Members of the whole message, or of the message that the chunks make. */
  readonly message?: object;
  /** Members of the answer beside its choices. */
  readonly answer?: object;
  /** The kind of the error, in place of all else. */
  readonly kind?: string;
}

/** A call of a tool. */
export function call(name: string, input: unknown) {
  return { name, input };
}

/** Asks for JSON of a schema. */
export function structured(schema: object = { type: "object" }) {
  return { response_format: { type: "json_schema", json_schema: { name: "it", schema } } };
}
