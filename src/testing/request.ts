/** One request as it arrived. */
export interface SimulatedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; the text itself where it is not JSON; `undefined` without a body. */
  readonly body: unknown;
  /** Unix milliseconds. */
  readonly at: number;
  readonly model: string;
  readonly stream: boolean;
  /** The text of the last user message or tool result. */
  readonly text: string;
}
