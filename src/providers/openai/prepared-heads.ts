import type { APIPromise, ClientOptions, OpenAI } from "openai";
import { HeaderLines } from "../../lib/header-lines.ts";
import { askPrepared, isPlain, type PreparedHead } from "../prepared-post.ts";

type Sdk = typeof OpenAI;
type Options = Parameters<OpenAI["buildRequest"]>[0];
type Built = Awaited<ReturnType<OpenAI["buildRequest"]>>;
type Count = Parameters<OpenAI["buildRequest"]>[1];
type PostOptions = Parameters<OpenAI["post"]>[1];

const PATH = "/chat/completions";

/** Options that say nothing about the head, or the same for every chat completion. */
const PLAIN = new Set(["method", "path", "body", "maxRetries", "fetchOptions", "stream", "__security"]);

/**
 * The SDK's client, whose plain chat requests share the head that the SDK built for the first of them: it builds some 15
 * fields through three `Headers` for each call, and passes it through a dozen promises. A request with anything of its own
 * (headers, a query, a timeout, a retry) goes the SDK's way.
 */
export function withPreparedHeads(Base: Sdk): Sdk {
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
      const plain = !count?.retryCount && options.path === PATH && options.method === "post" && isPlain(options, PLAIN);
      if (plain) this.#head ??= { url: built.url, headers: linesOf(built) };
      return built;
    }

    override post<Answer>(path: string, options?: PostOptions): APIPromise<Answer> {
      const head = this.#head;
      const plain = options as Options | undefined;
      if (head === undefined || path !== PATH || !plain || plain.maxRetries !== 0 || !isPlain(plain, PLAIN))
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
