import type { Completion } from "../../contract/chat.ts";
import type { CandidateState } from "./candidate.ts";
import type { GroundingMetadata } from "./wire.ts";

type Annotation = NonNullable<Completion["choices"][number]["message"]["annotations"]>[number];
type Segment = NonNullable<NonNullable<GroundingMetadata["groundingSupports"]>[number]["segment"]>;

type Source = NonNullable<GroundingMetadata["groundingChunks"]>[number];

/**
 * Sources of Google Search, Maps and one's own files as OpenAI's `url_citation`s: one for each source of each supported
 * passage. Where no passage is named, each source stands for the answer as a whole, without a place in it.
 */
export function decodeGrounding(grounding: GroundingMetadata | undefined, state: CandidateState): Annotation[] {
  const sources = grounding?.groundingChunks ?? [];
  const supports = grounding?.groundingSupports ?? [];
  if (supports.length === 0) return sources.flatMap((source) => cited(source, { start_index: 0, end_index: 0 }));
  return supports.flatMap(({ segment, groundingChunkIndices }) => {
    const span = spanOf(segment ?? {}, state);
    return (groundingChunkIndices ?? []).flatMap((index) => cited(sources[index], span));
  });
}

function cited(source: Source | undefined, span: { start_index: number; end_index: number }): Annotation[] {
  const { uri, title } = source?.web ?? source?.maps ?? source?.retrievedContext ?? {};
  return uri ? [{ type: "url_citation", url_citation: { ...span, url: uri, title: title ?? uri } }] : [];
}

/** Gemini counts UTF-8 bytes from the start of the part; JavaScript counts UTF-16 units from the start of the content. */
function spanOf(segment: Segment, state: CandidateState): { start_index: number; end_index: number } {
  const { content } = state;
  const base = state.starts[segment.partIndex ?? 0] ?? 0;
  const text = content.slice(base);
  const start = base + unitsOf(text, segment.startIndex ?? 0);
  const end = base + unitsOf(text, segment.endIndex ?? 0);
  if (!segment.text || content.slice(start, end) === segment.text) return { start_index: start, end_index: end };
  // In a stream the offsets' part is not the chunk's: the passage itself is surer.
  const found = content.indexOf(segment.text);
  return found < 0
    ? { start_index: start, end_index: end }
    : { start_index: found, end_index: found + segment.text.length };
}

function unitsOf(text: string, bytes: number): number {
  let counted = 0;
  let units = 0;
  for (const character of text) {
    if (counted >= bytes) break;
    counted += byteLength(character.codePointAt(0) ?? 0);
    units += character.length;
  }
  return units;
}

function byteLength(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
