import type { AttemptContext } from "../contract/context.ts";

/** Most of it that is kept, in characters of JSON. */
const MOST_CHARACTERS = 1_000_000;

/** Keeps what the provider says for `x_llmux.raw`, if the call asks for it: copies, since codecs may change what they hold. */
export function rawKeeper({ call, stream, target, onCommit }: AttemptContext): ((native: unknown) => void) | undefined {
  if (call.options.raw !== true || call.operation === "native") return undefined;
  const { draft } = call;
  const listed = call.operation === "embeddings";
  // The parts of a batch are one answer.
  const kept: unknown[] = listed && Array.isArray(draft.raw) ? draft.raw : [];
  draft.raw = stream || listed ? kept : undefined;
  // Of two that are asked at once it is the winner's.
  if (stream) {
    onCommit.push(() => {
      draft.raw = kept;
    });
  }
  let characters = 0;
  return (native) => {
    const text = JSON.stringify(native) ?? "null";
    if (characters > MOST_CHARACTERS) return;
    characters += text.length;
    if (characters > MOST_CHARACTERS) {
      const message = `x_llmux.raw ends after ${kept.length} pieces of the answer of ${target.id}: more than ${MOST_CHARACTERS} characters are not kept`;
      draft.warnings.push({ code: "raw_cut", target: target.id, message });
      return;
    }
    kept.push(JSON.parse(text));
    if (!stream && !listed) draft.raw = kept.length > 1 ? kept : kept[0];
  };
}
