import type { RedactedThinkingBlockParam, ThinkingBlockParam } from "@anthropic-ai/sdk/resources/messages";

type Thinking = ThinkingBlockParam | RedactedThinkingBlockParam;

/** Where other routers put Anthropic's thinking beside an OpenAI-shaped message. */
interface Carriers {
  /** A state of ours that did not fit: what stands beside it is void too. */
  readonly provider_state?: unknown;
  /** LiteLLM. */
  readonly thinking_blocks?: unknown;
  /** Portkey: all native blocks. */
  readonly content_blocks?: unknown;
  /** OpenRouter. */
  readonly reasoning_details?: unknown;
}

interface Carried {
  readonly type?: unknown;
  readonly thinking?: unknown;
  readonly text?: unknown;
  readonly signature?: unknown;
  readonly data?: unknown;
  /** OpenRouter's name for whose reasoning it is. */
  readonly format?: unknown;
}

/** Signed and redacted thinking as other routers hand it out; none without a signature, which the API would refuse. */
export function carriedThinking(message: object): Thinking[] {
  const { provider_state, thinking_blocks, content_blocks, reasoning_details } = message as Carriers;
  if (provider_state) return [];
  const found = [thinking_blocks, content_blocks, reasoning_details].find((carrier) => listOf(carrier).length > 0);
  return listOf(found).flatMap((part) => READ[String(part?.type)]?.(part) ?? []);
}

const READ: Readonly<Record<string, (part: Carried) => Thinking | undefined>> = {
  thinking: ({ thinking, signature }) => signed(thinking, signature),
  redacted_thinking: ({ data }) => redacted(data),
  "reasoning.text": (part) => (isClaudes(part) ? signed(part.text, part.signature) : undefined),
  "reasoning.encrypted": (part) => (isClaudes(part) ? redacted(part.data) : undefined),
};

function signed(thinking: unknown, signature: unknown): Thinking | undefined {
  if (typeof signature !== "string" || signature === "") return undefined;
  return { type: "thinking", thinking: typeof thinking === "string" ? thinking : "", signature };
}

function redacted(data: unknown): Thinking | undefined {
  return typeof data === "string" && data !== "" ? { type: "redacted_thinking", data } : undefined;
}

function isClaudes({ format }: Carried): boolean {
  return typeof format !== "string" || format.startsWith("anthropic");
}

function listOf(value: unknown): readonly Carried[] {
  return Array.isArray(value) ? value : [];
}
