import { mintedId } from "../minted-id.ts";
import type { FunctionCall } from "./wire.ts";

interface Signature {
  extra_content?: { google: { thought_signature: string } };
}

/** A tool call in OpenAI's shape, with its thought signature where Google's own OpenAI endpoint puts it. */
export type DecodedCall =
  | ({ id: string; type: "function"; function: { name: string; arguments: string } } & Signature)
  | ({ id: string; type: "custom"; custom: { name: string; input: string } } & Signature);

/** What a call is decoded with: names of custom tools, and a text no other call shares, for ids Google left out. */
export interface CallContext {
  readonly custom: readonly string[];
  readonly seed: string;
}

/** Decodes a whole function call. Gemini gives arguments as an object, and ids only on current models. */
export function decodeCall(call: FunctionCall, signature: string | undefined, context: CallContext): DecodedCall {
  const name = call.name ?? "";
  const args = call.args ?? {};
  const text = JSON.stringify(args);
  const id = call.id || mintedId(context.seed, `${name}:${text}`);
  const extra: Signature = signature ? { extra_content: { google: { thought_signature: signature } } } : {};
  if (!context.custom.includes(name)) {
    return { id, type: "function", function: { name, arguments: text }, ...extra };
  }
  const input = typeof args.input === "string" ? args.input : text;
  return { id, type: "custom", custom: { name, input }, ...extra };
}
