import type { ChatCompletionChunk } from "../contract/chat.ts";
import { jsonLines } from "../lib/json-lines.ts";
import type { ChatStream, ChunkIterator } from "../router/stream.ts";

/** The members of the OpenAI SDK's `Stream` that a chat stream has. */
export interface SdkStream extends AsyncIterable<ChatCompletionChunk> {
  [Symbol.asyncIterator](): ChunkIterator;
  readonly controller: AbortController;
  readonly settled: ChatStream["settled"];
  tee(): [SdkStream, SdkStream];
  toReadableStream(): ReadableStream<Uint8Array>;
}

/** A chat stream whose failures are the client class's own errors. */
export function sdkStream(stream: ChatStream, toError: (error: unknown) => unknown): SdkStream {
  const chunks: SdkStream = {
    controller: stream.controller,
    settled: stream.settled,
    [Symbol.asyncIterator]() {
      const iterator = stream[Symbol.asyncIterator]();
      return {
        next: () =>
          iterator.next().catch((error) => {
            throw toError(error);
          }),
        return: () => iterator.return!(),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
    tee() {
      const [left, right] = stream.tee();
      return [sdkStream(left, toError), sdkStream(right, toError)];
    },
    toReadableStream: () => jsonLines(chunks),
  };
  return chunks;
}
