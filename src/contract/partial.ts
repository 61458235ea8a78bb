/** The partial answer of a stream that broke. Tool calls whose arguments never ended are marked `complete: false`. */
export interface PartialAnswer {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
    readonly complete: boolean;
  }[];
}
