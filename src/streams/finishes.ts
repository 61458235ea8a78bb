import type { Chunk, ChunkChoice } from "../contract/chat.ts";
import { finishChunk } from "./chunks.ts";

const NONE: readonly never[] = [];

/** The finishes of a stream's choices, held until it is certain that they are the end. */
export class Finishes {
  readonly #asked: number;
  #seen: readonly number[] = NONE;
  #held: readonly (readonly [index: number, finish: Chunk])[] = NONE;

  /** @param asked How many choices were asked for. */
  constructor(asked: number) {
    this.#asked = asked;
  }

  see(index: number): void {
    if (!this.#seen.includes(index)) this.#seen = this.#seen.concat(index);
  }

  hold(chunk: Chunk, choice: ChunkChoice): void {
    const { index } = choice;
    this.see(index);
    this.drop(index);
    this.#held = [...this.#held, [index, finishChunk(chunk, choice)]];
  }

  /** A finish that more content follows was not the end. */
  drop(index: number): void {
    if (this.#held.length > 0) this.#held = this.#held.filter(([held]) => held !== index);
  }

  /** Every choice that has come has its finish. */
  get whole(): boolean {
    return this.#held.length > 0 && this.#held.length >= this.#seen.length;
  }

  /** So has every choice that was asked for: only usage may still come. */
  get all(): boolean {
    return this.whole && this.#held.length >= this.#asked;
  }

  inOrder(): Chunk[] {
    return [...this.#held].sort(([a], [b]) => a - b).map(([, finish]) => finish);
  }
}
