/** Attempts at once that a target which has just come back takes at first, as TCP's initial window (RFC 6928). */
const FIRST = 10;

/**
 * How many attempts at once go to a target that has just come back. It begins with 10 and takes one more with each success,
 * so twice as many with each round of them; a failure halves it, to 1 at least. It ends by the clock. While the stream
 * that brought it back is watched, there are none beside that.
 */
export class SlowStart {
  readonly #span: Span;
  #watched: Span | undefined;
  #window = FIRST;
  #inFlight = 0;

  constructor(now: number, ms: number) {
    this.#span = { until: now + ms, ms };
  }

  isOver(now: number): boolean {
    return isPast(this.#span, now) && !this.isWatching(now);
  }

  isFull(now: number): boolean {
    return this.isWatching(now) || (!isPast(this.#span, now) && this.#inFlight >= this.#window);
  }

  /** Whether the stream that brought the target back is too young to be trusted. */
  isWatching(now: number): boolean {
    return this.#watched !== undefined && !isPast(this.#watched, now);
  }

  /** From its first content on a stream is watched for so long. */
  watch(now: number, ms: number): void {
    this.#watched = { until: now + ms, ms };
  }

  trust(): void {
    this.#watched = undefined;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(verdict: "ok" | "failed" | "neutral"): void {
    this.#inFlight -= 1;
    if (verdict === "ok") this.#window += 1;
    else if (verdict === "failed") this.#window = Math.max(1, this.#window / 2);
  }
}

interface Span {
  readonly until: number;
  readonly ms: number;
}

/** A clock that was set back does not prolong it. */
function isPast({ until, ms }: Span, now: number): boolean {
  return now >= until || until - now > ms;
}
