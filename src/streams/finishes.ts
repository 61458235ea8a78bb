import type { Chunk, ChunkChoice } from "../contract/chat.ts";
import { finishChunk } from "./chunks.ts";

/** The finishes of a stream's choices, held until it is certain that they are the end. */
export class Finishes {
  readonly #asked: number;
  readonly #seen: number[] = [];
  readonly #held: (readonly [index: number, finish: Chunk])[] = [];

  /** @param asked How many choices were asked for. */
  constructor(asked: number) {
    this.#asked = asked;
  }

  see(index: number): void {
    if (!this.#seen.includes(index)) this.#seen.push(index);
  }

  hold(chunk: Chunk, choice: ChunkChoice): void {
    this.see(choice.index);
    this.drop(choice.index);
    this.#held.push([choice.index, finishChunk(chunk, choice)]);
  }

  /** A finish that more content follows was not the end. */
  drop(index: number): void {
    const at = this.#held.findIndex(([held]) => held === index);
    if (at >= 0) this.#held.splice(at, 1);
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
