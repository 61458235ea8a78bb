/** What a call comes to: its data, and the same as an HTTP response. */
export interface Answer<T> {
  readonly data: T;
  readonly requestId: string;
  /** A fresh response with the body; consumes a stream. */
  response(): Response;
  /** Status and headers alone. */
  head(): Response;
}

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
  asResponse(): Promise<Response> {
    this.#handled();
    return this.#answer.then((answer) => answer.response());
  }

  /** The data beside the response's head and the call's id. */
  withResponse(): Promise<WithResponse<T>> {
    this.#handled();
    return this.#answer.then((answer) => ({
      data: answer.data,
      response: answer.head(),
      request_id: answer.requestId,
    }));
  }

  /** Whoever awaits only a derived promise has seen the failure there. */
  #handled(): void {
    this.catch(() => {});
  }
}
