import { Pieces } from "./pieces.ts";

/** The part of a Node stream that is used here. */
export interface Flow {
  on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** Takes the pieces of a Node stream. `drop` lets go of its connection. */
export function piecesOf(flow: Flow, drop: () => void, limitBytes?: number): Pieces {
  const pieces = new Pieces({ pause: () => flow.pause(), resume: () => flow.resume(), drop }, limitBytes);
  flow.on("end", () => pieces.end());
  flow.on("error", (cause) => pieces.close(cause));
  flow.on("close", () => pieces.close());
  flow.on("data", (bytes) => pieces.push(bytes));
  return pieces;
}
