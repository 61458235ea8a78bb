import type Anthropic from "@anthropic-ai/sdk";
import type { APIPromise, ClientOptions } from "@anthropic-ai/sdk";
import { HeaderLines } from "../../lib/header-lines.ts";
import { askPrepared, isPlain, type PreparedHead } from "../prepared-post.ts";

type Sdk = typeof Anthropic;
type Options = Parameters<Anthropic["buildRequest"]>[0];
type Built = Awaited<ReturnType<Anthropic["buildRequest"]>>;
type Count = Parameters<Anthropic["buildRequest"]>[1];
type PostOptions = Parameters<Anthropic["post"]>[1];

const PATH = "/v1/messages";

/** Options that say nothing about the head, or the same for every message. Headers do so where there are none. */
const PLAIN = new Set([
  ...["method", "path", "body", "headers", "maxRetries", "timeout", "fetchOptions", "stream", "__span"],
]);

/**
 * The SDK's client, whose plain message requests share the head that the SDK built for the first of them. A request with
 * anything of its own (headers, a query, another timeout, a retry) goes the SDK's way.
 */
export function withPreparedHeads(Base: Sdk, timeoutMs: number): Sdk {
  const isOrdinary = (options: Options): boolean =>
    options.timeout === timeoutMs && isEmpty(options.headers as Given | undefined) && isPlain(options, PLAIN);

  class Prepared extends Base {
    #head: PreparedHead | undefined;
    readonly #fetch: typeof fetch;
    readonly #statusError = this.makeStatusError.bind(this);

    constructor(options: ClientOptions) {
      super(options);
      this.#fetch = (options.fetch ?? fetch) as typeof fetch;
    }

    override async buildRequest(options: Options, count?: Count): Promise<Built> {
      const built = await super.buildRequest(options, count);
      const plain = !count?.retryCount && options.path === PATH && options.method === "post" && isOrdinary(options);
      if (plain) this.#head ??= { url: built.url, headers: linesOf(built) };
      return built;
    }

    override post<Answer>(path: string, options?: PostOptions): APIPromise<Answer> {
      const head = this.#head;
      const plain = options as Options | undefined;
      if (head === undefined || path !== PATH || !plain || plain.maxRetries !== 0 || !isOrdinary(plain))
        return super.post(path, options);
      const answer: unknown = askPrepared(this.#fetch, head, plain, this.#statusError);
      return answer as APIPromise<Answer>;
    }
  }
  // The SDK tells servers the name of its class.
  return Object.defineProperty(Prepared, "name", { value: Base.name });
}

function linesOf({ req }: Built): HeadersInit {
  return new HeaderLines(req.headers as Iterable<[string, string]>) as unknown as HeadersInit;
}

/** The SDK's own collection of headers. */
interface Given {
  readonly values?: unknown;
  readonly nulls?: unknown;
}

function isEmpty(headers: Given | undefined): boolean {
  if (headers === undefined) return true;
  const { values, nulls } = headers;
  if (!(values instanceof Headers) || !(nulls instanceof Set) || nulls.size > 0) return false;
  for (const _ of values) return false;
  return true;
}
