import type { Answer } from "../web/answer.ts";

/** What `withResponse()` resolves to. */
export interface WithResponse<T> {
  data: T;
  response: Response;
  request_id: string;
}

/**
 * The promise of `create()`: the call has started, once, whatever is awaited. `asResponse()` and `withResponse()` are
 * those of the OpenAI SDK's `APIPromise`.
 */
export class CallPromise<T> extends Promise<T> {
  readonly #answer: Promise<Answer<T>>;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(answer: Promise<Answer<T>>) {
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject);
    });
    this.#answer = answer;
  }

  /** The answer as an HTTP response in OpenAI's shape; for a stream, server-sent events. */
  async asResponse(): Promise<Response> {
    this.#handled();
    const answer = await this.#answer;
    const { responseOf } = await import("../web/answer.ts");
    return responseOf(answer);
  }

  /** The data beside the response's head and the call's id. */
  async withResponse(): Promise<WithResponse<T>> {
    this.#handled();
    const answer = await this.#answer;
    const { headResponse } = await import("../web/answer.ts");
    return { data: answer.data, response: headResponse(answer), request_id: answer.head?.().requestId ?? "" };
  }

  /** Whoever awaits only a derived promise has seen the failure there. */
  #handled(): void {
    this.catch(() => {});
  }
}
