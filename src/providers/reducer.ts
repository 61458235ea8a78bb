import type { Chunk } from "../contract/chat.ts";
import { jsonIn } from "../lib/json-in.ts";
import type { Pulled } from "../lib/pulled.ts";
import { type SseEvent, SseParser } from "../lib/sse.ts";
import { asBytes, piecesOf } from "./body-pieces.ts";
import { releasing } from "./releasing.ts";

/** What decoding an answer may need beside the answer. */
export interface DecodeContext {
  readonly provider: string;
  readonly target: string;
  /** The model asked for; the answer's own name of it wins. */
  readonly model: string;
  /** Unix milliseconds at the start of the answer. */
  readonly now: number;
  /** What encoding left for decoding, such as names of tools that stand for something else. */
  readonly native: unknown;
  /** Told of each native event before it is decoded. */
  readonly onNative?: ((native: unknown) => void) | undefined;
}

/** A stream codec: native events in, OpenAI chunks out, nothing else. */
export interface StreamCodec<State, Event> {
  initial(context: DecodeContext): State;
  /** Chunks that this event yields, in order; throws an `LlmuxError` where the event is an error. */
  step(state: State, event: Event): readonly Chunk[];
  /** Upstream ended: what is still to be said. A missing finish is noticed by the router, not here. */
  end?(state: State): readonly Chunk[];
}

/** What follows on a source that has ended, by the codec's state; undefined where nothing does. */
export type Continuation<State, Source> = (state: State) => Promise<Source> | undefined;

/** Runs native events through a codec. */
export function decodeEvents<State, Event>(
  codec: StreamCodec<State, Event>,
  context: DecodeContext,
  events: AsyncIterable<Event>,
  goOn?: Continuation<State, AsyncIterable<Event>>,
): AsyncIterable<Chunk> {
  const state = codec.initial(context);
  const steps = { cut: (event: Event) => [event], rest: () => [], step: stepper(codec, state, context) };
  return new Decoding<Event, Event>(sourceOf(events), steps, following(goOn, state, sourceOf));
}

function sourceOf<Event>(events: AsyncIterable<Event>): Pulled<Event> {
  return releasing(events)[Symbol.asyncIterator]();
}

/** Made here, so that the steps do not hold it: it has the key. */
function following<State, Source, Raw>(
  goOn: Continuation<State, Source> | undefined,
  state: State,
  read: (source: Source) => Pulled<Raw>,
): Following<Raw> {
  return () => goOn?.(state)?.then(read);
}

interface BodyReading<State, Event> {
  /** The native event; undefined for one to pass over. Throws where it is an error. */
  readonly read: (event: SseEvent) => Event | undefined;
  readonly goOn?: Continuation<State, ReadableStream<Uint8Array>>;
}

/** Runs the server-sent events of a response's body through a codec. */
export function decodeBody<State, Event>(
  codec: StreamCodec<State, Event>,
  context: DecodeContext,
  body: ReadableStream<Uint8Array>,
  { read, goOn }: BodyReading<State, Event>,
): AsyncIterable<Chunk> {
  const parser = new SseParser();
  const state = codec.initial(context);
  const step = stepper(codec, state, context);
  const steps: Steps<unknown, SseEvent> = {
    cut: (piece) => parser.feed(asBytes(piece)),
    rest: () => [...parser.end().filter(({ data }) => isWhole(data)), ...errorAstray(parser.stray)],
    step(sse) {
      if (sse === undefined) return step(undefined);
      const event = read(sse);
      return event === undefined ? [] : step(event);
    },
  };
  return new Decoding(piecesOf(body), steps, following(goOn, state, piecesOf));
}

/** A last event whose empty line never came: it counts if its data is all there. */
function isWhole(data: string): boolean {
  return jsonIn(data) !== undefined;
}

/** Google, and some proxies, write an error that comes in mid-stream without the `data:` of an event. */
function errorAstray(stray: string): readonly SseEvent[] {
  if (!/"error"/.test(stray) || !isWhole(stray)) return [];
  return [{ name: undefined, data: stray }];
}

/** The codec with its state; undefined tells it that upstream has ended. */
function stepper<State, Event>(codec: StreamCodec<State, Event>, state: State, { onNative }: DecodeContext) {
  const step = (event: Event | undefined): readonly Chunk[] =>
    event === undefined ? (codec.end?.(state) ?? []) : codec.step(state, event);
  if (onNative === undefined) return step;
  return (event: Event | undefined): readonly Chunk[] => {
    if (event !== undefined) onNative(event);
    return step(event);
  };
}

interface Steps<Raw, Event> {
  cut(raw: Raw): readonly Event[];
  /** Events that were still on their way when the source ended. */
  rest(): readonly Event[];
  step(event: Event | undefined): readonly Chunk[];
}

/** A further source, once the last event of the one before has been taken. */
type Following<Raw> = () => Promise<Pulled<Raw>> | undefined;

type Pull = NonNullable<Pulled<Chunk>["pull"]>;

const DONE = { done: true, value: undefined } as const;

/**
 * A stream of chunks, each worked out when it is asked for. Hand-written: an async generator that never starts skips its
 * `finally`. The source and what may follow it are let go of at the end, since a caller may keep the answer for long.
 */
class Decoding<Raw, Event> implements AsyncIterableIterator<Chunk>, Pulled<Chunk> {
  readonly #steps: Steps<Raw, Event>;
  #source: Pulled<Raw> | undefined;
  #goOn: Following<Raw> | undefined;
  #events: readonly Event[] = [];
  #event = 0;
  #chunks: readonly Chunk[] = [];
  #chunk = 0;
  /** Who pulled last. */
  #told: Parameters<Pull> | undefined;

  constructor(source: Pulled<Raw>, steps: Steps<Raw, Event>, goOn: Following<Raw>) {
    this.#source = source;
    this.#steps = steps;
    this.#goOn = goOn;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    try {
      const chunk = this.#ready();
      if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#source === undefined ? Promise.resolve(DONE) : this.#source.next().then(this.#took, this.#broke);
  }

  pull(...told: Parameters<Pull>): void {
    const source = this.#source;
    this.#told = told;
    if (source === undefined || this.#hasMore) this.next().then(...told);
    else if (source.pull) source.pull(this.#arrived, this.#failed);
    else source.next().then(this.#arrived, this.#failed);
  }

  ready(): Chunk | undefined {
    for (;;) {
      const chunk = this.#ready();
      if (chunk !== undefined) return chunk;
      const raw = this.#source?.ready?.();
      if (raw === undefined) return undefined;
      this.#cut(raw);
    }
  }

  /** Whether something may be there without asking the source. */
  get #hasMore(): boolean {
    return this.#chunk < this.#chunks.length || this.#event < this.#events.length;
  }

  readonly #arrived = (result: IteratorResult<Raw, undefined>): void => {
    const [took, lost] = this.#told!;
    try {
      const next = this.#took(result);
      if (next instanceof Promise) next.then(took, lost);
      else took(next);
    } catch (error) {
      lost(error);
    }
  };

  readonly #failed = (error: unknown): void => {
    const [took, lost] = this.#told!;
    try {
      took(this.#broke(error));
    } catch (thrown) {
      lost(thrown);
    }
  };

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    const source = this.#source;
    this.#release();
    this.#events = [];
    this.#chunks = [];
    await source?.return?.();
    return DONE;
  }

  /** The next chunk of what has arrived. */
  #ready(): Chunk | undefined {
    while (this.#chunk >= this.#chunks.length) {
      if (this.#event >= this.#events.length) return undefined;
      this.#chunks = this.#steps.step(this.#events[this.#event++]!);
      this.#chunk = 0;
    }
    return this.#chunks[this.#chunk++];
  }

  /** One promise for what usually is one event; more only where it says nothing. */
  readonly #took = (
    result: IteratorResult<Raw, undefined>,
  ): IteratorResult<Chunk, undefined> | Promise<IteratorResult<Chunk, undefined>> => {
    // It was left meanwhile.
    if (this.#source === undefined) return DONE;
    if (result.done) return this.#ended();
    this.#cut(result.value);
    const chunk = this.#ready();
    return chunk === undefined ? this.next() : { done: false, value: chunk };
  };

  #cut(raw: Raw): void {
    this.#events = this.#steps.cut(raw);
    this.#event = 0;
  }

  /** The source is over: what it left, then what goes on from there, else the codec's own last word. */
  #ended(): Promise<IteratorResult<Chunk, undefined>> {
    return this.#continued().catch(this.#broke);
  }

  async #continued(): Promise<IteratorResult<Chunk, undefined>> {
    this.#chunks = this.#steps.rest().flatMap((event) => this.#steps.step(event));
    this.#chunk = 0;
    const source = await this.#goOn?.();
    // It was left meanwhile.
    if (this.#source === undefined) source?.return?.().catch(() => {});
    else if (source !== undefined) this.#source = source;
    else {
      this.#release();
      this.#chunks = [...this.#chunks, ...this.#steps.step(undefined)];
    }
    return this.next();
  }

  #release(): void {
    this.#source = undefined;
    this.#goOn = undefined;
  }

  readonly #broke = (error: unknown): typeof DONE => {
    this.#release();
    // Whoever aborted it knows; the SDKs' own readers end so, too.
    if ((error as Error | undefined)?.name === "AbortError") return DONE;
    throw error;
  };
}
