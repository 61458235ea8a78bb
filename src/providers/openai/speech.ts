import { canonicalJson } from "../../lib/canonical-json.ts";
import { record } from "../../lib/record.ts";
import { readSpoken, type Spoken } from "./content.ts";
import type { Manner } from "./manner.ts";
import { endThinking, splitThinking, type ThinkTags, thinkTags } from "./think-tags.ts";
import { argumentText, listOf, objectIn } from "./tools.ts";

/** What one choice has said so far, as far as its manner asks for that to be known. */
export interface Speech {
  text: string;
  /** Its calls count. */
  calling: boolean;
  readonly tags: ThinkTags;
}

interface Heard {
  readonly content: string | undefined;
  readonly reasoning: string | undefined;
  /** In the server's own form. */
  readonly calls: unknown;
}

export function newSpeech(): Speech {
  return { text: "", calling: false, tags: thinkTags() };
}

/** Reads a message, or one more delta. `last`: nothing follows it. */
export function hear(
  speech: Speech,
  wire: Spoken & { readonly tool_calls?: unknown },
  manner: Manner,
  last: boolean,
): Heard {
  const plain = readSpoken(wire);
  const { content, reasoning } = manner.thinkTags ? untagged(speech, plain, last) : plain;
  if (!manner.textOverCalls) return { content, reasoning, calls: wire.tool_calls };
  speech.text += content ?? "";
  speech.calling ||= listOf(wire.tool_calls).length > 0 && !repeats(wire.tool_calls, speech.text);
  return { content, reasoning, calls: speech.calling ? wire.tool_calls : undefined };
}

/** Every call says in whole what the text says in JSON. */
function repeats(calls: unknown, text: string): boolean {
  const said = objectIn(text);
  if (said === undefined) return false;
  const wanted = canonicalJson(said);
  return listOf(calls).every((call) => {
    const args = objectIn(argumentText(record(record(call).function).arguments));
    return args !== undefined && canonicalJson(args) === wanted;
  });
}

function untagged({ tags }: Speech, { content, reasoning }: ReturnType<typeof readSpoken>, last: boolean) {
  const parts = [splitThinking(tags, content ?? ""), ...(last ? [endThinking(tags)] : [])];
  const text = parts.map((part) => part.content).join("");
  const thought = parts.map((part) => part.reasoning).join("");
  return { content: text === "" ? content && "" : text, reasoning: `${reasoning ?? ""}${thought}` || undefined };
}
