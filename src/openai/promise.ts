import type { CallPromise, WithResponse } from "../router/call-promise.ts";

type ToError = (error: unknown) => unknown;

/**
 * The router's promise as the OpenAI SDK's helpers expect theirs: `_thenUnwrap` derives a promise of changed data that
 * keeps `asResponse` and `withResponse`. Awaiting only a derived one leaves nothing unhandled.
 */
export class SdkPromise<T> extends Promise<T> {
  readonly #call: CallPromise<unknown>;
  readonly #toError: ToError;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(call: CallPromise<unknown>, change: (data: unknown) => T | Promise<T>, toError: ToError) {
    super((resolve, reject) => {
      call.then(
        (data) => {
          // What `change` throws is the helper's own error, such as a refusal to parse a cut answer.
          new Promise<T>((done) => done(change(data))).then(resolve, reject);
        },
        (error) => reject(toError(error)),
      );
    });
    this.#call = call;
    this.#toError = toError;
  }

  asResponse(): Promise<Response> {
    this.#handled();
    return this.#mapped(this.#call.asResponse());
  }

  async withResponse(): Promise<WithResponse<T>> {
    const { response, request_id } = await this.#mapped(this.#withHead());
    return { data: await this, response, request_id };
  }

  /** The SDK's own way to derive: `parse()` and others call it. */
  _thenUnwrap<U>(transform: (data: T, props: { response: Response }) => U): SdkPromise<U> {
    this.#handled();
    return new SdkPromise(
      this.#call,
      async () => transform(await this, { response: (await this.#call.withResponse()).response }),
      this.#toError,
    );
  }

  #withHead() {
    this.#handled();
    return this.#call.withResponse();
  }

  #handled(): void {
    this.catch(() => {});
  }

  #mapped<V>(promise: Promise<V>): Promise<V> {
    return promise.catch((error) => {
      throw this.#toError(error);
    });
  }
}
