/** Where a command writes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** A command: resolves with the exit code; throws a `TypeError` or an `LlmuxError` for what its user can mend. */
export interface Command {
  readonly usage: string;
  readonly says: string;
  run(args: readonly string[], output: Output): Promise<number>;
}
