import { LRUCache } from "lru-cache";
import type { ChatMessage, ChatRequest, Completion, ProviderState } from "../contract/chat.ts";
import { hashOf, textOf, type Visible } from "./message-hash.ts";
import { withoutText } from "./provider-state.ts";

/** Whose answer it is: state of one target means nothing to another, and that of one tenant is no other's business. */
export interface Owner {
  readonly provider: string;
  readonly model: string;
  readonly tenant: string | undefined;
}

/** Remembers what clients drop that send back `{ id, type, function }` of a tool call and nothing else. */
export interface CallMemory {
  /** Takes note of an answer with tool calls, if the provider will want more of it back than OpenAI's fields. */
  keep(answer: Completion, owner: Owner): void;
  /** The request with that put back where it is missing; the same object if nothing is. */
  recall(request: ChatRequest, owner: Owner): ChatRequest;
}

/** Fields of an assistant message that providers want back beside its tool calls. */
interface Extras {
  readonly provider_state?: ProviderState;
  readonly reasoning_content?: string | null;
  /** OpenRouter's. */
  readonly reasoning_details?: unknown;
}

interface Entry {
  readonly model: string;
  /** Fingerprints of the whole message, and of its calls alone. */
  readonly whole: string;
  readonly calls: string;
  /** As JSON: the caller may change the message it was given. */
  readonly extras: string;
}

type Message = ChatMessage & Visible & Extras & { readonly reasoning?: unknown };

const MAX_ENTRIES = 10_000;
/** Two bytes a character; what is largest in it is thinking, and arguments of calls. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A memory of tool calls, least recently used out first; it takes no room until there is something to remember. */
export function callMemory(): CallMemory {
  let entries: LRUCache<string, Entry> | undefined;
  const restored = (message: Message, owner: Owner): ChatMessage => {
    const id = message.role === "assistant" && !isWhole(message) && firstId(message);
    const entry = id ? entries?.get(keyOf(id, owner)) : undefined;
    if (entry === undefined || entry.model !== owner.model) return message;
    const extras = matching(entry, message);
    return extras ? ({ ...message, ...extras } as ChatMessage) : message;
  };
  return {
    keep(answer, owner) {
      for (const { message } of answer.choices) {
        const id = firstId(message);
        const extras = id && extrasOf(message as Extras);
        if (!id || !extras) continue;
        entries ??= new LRUCache({ max: MAX_ENTRIES, maxSize: MAX_BYTES, sizeCalculation: sizeOf });
        const { tool_calls } = message;
        entries.set(keyOf(id, owner), {
          model: owner.model,
          whole: hashOf(message),
          calls: hashOf({ tool_calls }),
          extras: JSON.stringify(extras),
        });
      }
    },
    recall(request, owner) {
      if (entries === undefined) return request;
      const messages = request.messages.map((message) => restored(message as Message, owner));
      return messages.some((message, at) => message !== request.messages[at]) ? { ...request, messages } : request;
    },
  };
}

/** Calls are made together and come back together: the first one's id stands for all. */
function firstId({ tool_calls }: Visible): string | undefined {
  const first = Array.isArray(tool_calls) ? (tool_calls[0] as { id?: unknown } | undefined) : undefined;
  return typeof first?.id === "string" && first.id !== "" ? first.id : undefined;
}

function isWhole({ provider_state, reasoning_content, reasoning, reasoning_details }: Message): boolean {
  return Boolean(provider_state ?? reasoning_details ?? reasoning_content ?? reasoning);
}

function extrasOf({ provider_state, reasoning_content, reasoning_details }: Extras): Extras | undefined {
  if (provider_state) return { provider_state };
  if (!reasoning_content && !reasoning_details) return undefined;
  return { ...(reasoning_content && { reasoning_content }), ...(reasoning_details ? { reasoning_details } : {}) };
}

/** What was kept of a message, if it is still the same; a message without its text is one whose calls are. */
function matching({ whole, calls, extras }: Entry, message: Message): Extras | undefined {
  const hash = hashOf(message);
  if (hash === whole) return JSON.parse(extras);
  if (hash !== calls || textOf(message.content) !== "") return undefined;
  const { provider_state, ...rest } = JSON.parse(extras) as Extras;
  return { ...rest, ...(provider_state && { provider_state: withoutText(provider_state, message) }) };
}

function keyOf(id: string, { provider, tenant = "" }: Owner): string {
  return JSON.stringify([tenant, provider, id]);
}

function sizeOf({ extras }: Entry): number {
  return 500 + 2 * extras.length;
}
