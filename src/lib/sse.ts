/** One server-sent event. */
export interface SseEvent {
  /** Its `event` field, if it has one. */
  readonly name: string | undefined;
  /** Its `data` lines, joined by line feeds. */
  readonly data: string;
}

const LINE_FEED = 10;
const RETURN = 13;
const END = new Uint8Array([LINE_FEED, LINE_FEED]);
/** Pictures come in events of some megabytes; whoever never ends one may not fill the memory. */
const LONGEST_EVENT = 32 * 1_048_576;
const LONGEST_STRAY = 4_096;
const NONE: readonly SseEvent[] = [];
/** Keeps nothing: whole lines are whole characters. */
const decoder = new TextDecoder();
const OPENS_JSON = /^\s*[[{]/;

/**
 * Cuts a byte stream into server-sent events (WHATWG HTML §9.2.6; `id` and `retry` are not read). Text is decoded up to the
 * last end of a line that has arrived, since no character spans one; an event that is never completed is dropped.
 */
export class SseParser {
  /** The beginning of a line whose end has not come. */
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #afterReturn = false;
  #name: string | undefined;
  #data: string | undefined;
  #stray = "";
  /** Of the event under way, as far as its lines are whole. */
  #length = 0;

  /**
   * The events that these bytes complete. Throws where one takes more than 32 MiB, counted in characters once its lines are whole. Keeps
   * nothing of `bytes` itself: it may be a view of a larger buffer.
   */
  feed(bytes: Uint8Array): readonly SseEvent[] {
    const end = endOfLines(bytes);
    if (end === 0) {
      this.#keep(bytes.slice());
      return NONE;
    }
    const text = this.#decode(end === bytes.length ? bytes : bytes.subarray(0, end));
    const events = this.#read(this.#unified(text));
    if (end < bytes.length) this.#keep(bytes.slice(end));
    return events;
  }

  /** The stream is over: the event that only its empty line is missing from, if there is one. */
  end(): readonly SseEvent[] {
    return this.feed(END);
  }

  /** Lines that are no fields, from the first on that might begin a JSON text. */
  get stray(): string {
    return this.#stray;
  }

  #keep(part: Uint8Array): void {
    this.#rest.push(part);
    this.#restLength += part.length;
    bound(this.#length + this.#restLength);
  }

  #decode(bytes: Uint8Array): string {
    if (this.#rest.length === 0) return decoder.decode(bytes);
    const all = joined([...this.#rest, bytes]);
    this.#rest = [];
    this.#restLength = 0;
    return decoder.decode(all);
  }

  /** The text with every end of a line as a line feed. A pair may have come in two parts: its second half is no line. */
  #unified(text: string): string {
    const part = this.#afterReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterReturn = text.endsWith("\r");
    return part.includes("\r") ? part.replace(/\r\n?/g, "\n") : part;
  }

  #read(text: string): readonly SseEvent[] {
    let events: SseEvent[] | undefined;
    let from = 0;
    for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
      if (start < end) this.#field(text, start, end);
      else {
        bound(this.#length + start - from);
        from = end + 1;
        const event = this.#complete();
        // Mostly there is one. A list that grows from nothing has room for seventeen.
        if (events === undefined) events = event && [event];
        else if (event) events.push(event);
      }
    }
    this.#length += text.length - from;
    bound(this.#length);
    return events ?? NONE;
  }

  /** Reads the line between these places. */
  #field(text: string, start: number, end: number): void {
    const data = fieldIn(text, start, end, "data");
    if (data !== undefined) {
      this.#data = this.#data === undefined ? data : `${this.#data}\n${data}`;
      return;
    }
    const name = fieldIn(text, start, end, "event");
    if (name !== undefined) this.#name = name;
    else this.#goAstray(text.slice(start, end));
  }

  #goAstray(line: string): void {
    if (this.#stray === "" && !OPENS_JSON.test(line)) return;
    if (this.#stray.length < LONGEST_STRAY) this.#stray = `${this.#stray}${line}\n`.slice(0, LONGEST_STRAY);
  }

  #complete(): SseEvent | undefined {
    const name = this.#name;
    const data = this.#data;
    this.#length = 0;
    this.#name = undefined;
    this.#data = undefined;
    return data !== undefined || name ? { name, data: data ?? "" } : undefined;
  }
}

function bound(length: number): void {
  if (length > LONGEST_EVENT) throw new RangeError(`an event of more than ${LONGEST_EVENT} bytes`);
}

/** Where the last end of a line ends; 0 if there is none. Mostly it is the end of all: events are written whole. */
function endOfLines(bytes: Uint8Array): number {
  if (bytes[bytes.length - 1] === LINE_FEED) return bytes.length;
  return Math.max(bytes.lastIndexOf(LINE_FEED), bytes.lastIndexOf(RETURN)) + 1;
}

/** What the line between these places says of a field: what follows its colon, less one space; undefined if it is not of that field. */
function fieldIn(text: string, start: number, end: number, field: string): string | undefined {
  if (!text.startsWith(field, start)) return undefined;
  const at = start + field.length;
  if (at === end) return "";
  if (text[at] !== ":") return undefined;
  return text.slice(text[at + 1] === " " ? at + 2 : at + 1, end);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
