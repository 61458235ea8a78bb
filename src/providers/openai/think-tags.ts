const OPENS = "<think>";
const CLOSES = "</think>";

/** A text that begins with thinking between tags, while it comes. */
export interface ThinkTags {
  place: "start" | "lead" | "thinking" | "gap" | "answer";
  /** What may yet be a tag. */
  held: string;
}

/** What a piece of text is, once the tags are out of it. */
interface Split {
  readonly content: string;
  readonly reasoning: string;
}

export function thinkTags(): ThinkTags {
  return { place: "start", held: "" };
}

/** Takes thinking out of the next piece of a text. What may be the beginning of a tag waits for the rest of it. */
export function splitThinking(tags: ThinkTags, text: string): Split {
  tags.held += text;
  if (tags.place === "start") begin(tags);
  if (tags.place === "lead") skipSpace(tags, "thinking");
  const reasoning = tags.place === "thinking" ? think(tags) : "";
  if (tags.place === "gap") skipSpace(tags, "answer");
  const content = tags.place === "answer" ? taken(tags, tags.held.length) : "";
  return { content, reasoning };
}

/** The text has ended: what waited was no tag. */
export function endThinking(tags: ThinkTags): Split {
  const held = taken(tags, tags.held.length);
  return tags.place === "thinking" ? { content: "", reasoning: held } : { content: held, reasoning: "" };
}

/** Only a tag at the very beginning is one: later ones are what the answer is about. */
function begin(tags: ThinkTags): void {
  const text = tags.held.trimStart();
  if (text.startsWith(OPENS)) {
    tags.place = "lead";
    tags.held = text.slice(OPENS.length);
  } else if (!OPENS.startsWith(text)) tags.place = "answer";
}

function think(tags: ThinkTags): string {
  const end = tags.held.indexOf(CLOSES);
  if (end < 0) return taken(tags, tags.held.length - beginning(tags.held));
  const reasoning = taken(tags, end);
  tags.held = tags.held.slice(CLOSES.length);
  tags.place = "gap";
  return reasoning;
}

function skipSpace(tags: ThinkTags, next: "thinking" | "answer"): void {
  tags.held = tags.held.trimStart();
  if (tags.held !== "") tags.place = next;
}

/** How much of a closing tag the text ends with. */
function beginning(text: string): number {
  let length = Math.min(CLOSES.length - 1, text.length);
  while (!text.endsWith(CLOSES.slice(0, length))) length -= 1;
  return length;
}

function taken(tags: ThinkTags, length: number): string {
  const text = tags.held.slice(0, length);
  tags.held = tags.held.slice(length);
  return text;
}
