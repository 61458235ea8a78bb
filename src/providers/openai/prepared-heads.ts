import type { APIPromise, ClientOptions, OpenAI } from "openai";
import { HeaderLines } from "../../lib/header-lines.ts";
import { askPrepared, isPlain, type PreparedHead } from "../prepared-post.ts";
import { ownHead } from "./own-head.ts";

type Sdk = typeof OpenAI;
type Options = Parameters<OpenAI["buildRequest"]>[0];
type Built = Awaited<ReturnType<OpenAI["buildRequest"]>>;
type Count = Parameters<OpenAI["buildRequest"]>[1];
type PostOptions = Parameters<OpenAI["post"]>[1];

/** As the SDK's `post` wants it. */
export const CHAT_PATH = "/chat/completions";

/** Options that say nothing about the head, or the same for every chat completion. */
const PLAIN = new Set(["method", "path", "body", "maxRetries", "fetchOptions", "stream", "__security"]);

/**
 * The SDK's client, whose plain chat requests share one head: the SDK builds some 15 fields through three `Headers` for each
 * call, and passes it through a dozen promises. A request with anything of its own (headers, a query, a timeout, a retry)
 * goes the SDK's way, and so does the first one where the head cannot be had without (`own-head.ts`).
 */
export function withPreparedHeads(Base: Sdk): Sdk {
  class Prepared extends Base {
    #head: PreparedHead | undefined;
    readonly #given: ClientOptions;
    readonly #fetch: typeof fetch;
    readonly #statusError = this.makeStatusError.bind(this);

    constructor(options: ClientOptions) {
      super(options);
      this.#given = options;
      this.#fetch = (options.fetch ?? fetch) as typeof fetch;
    }

    override async buildRequest(options: Options, count?: Count): Promise<Built> {
      const built = await super.buildRequest(options, count);
      const plain =
        !count?.retryCount && options.path === CHAT_PATH && options.method === "post" && isPlain(options, PLAIN);
      if (plain) this.#head ??= { url: built.url, headers: linesOf(built) };
      return built;
    }

    override post<Answer>(path: string, options?: PostOptions): APIPromise<Answer> {
      const plain = options as Options | undefined;
      if (path !== CHAT_PATH || !plain || plain.maxRetries !== 0 || !isPlain(plain, PLAIN))
        return super.post(path, options);
      this.#head ??= this.#ownHead();
      const head = this.#head;
      if (head === undefined) return super.post(path, options);
      const answer: unknown = askPrepared(this.#fetch, head, plain, this.#statusError);
      return answer as APIPromise<Answer>;
    }

    #ownHead(): PreparedHead | undefined {
      const lines = ownHead(this, this.#given);
      return lines && { url: this.buildURL(CHAT_PATH, undefined), headers: headersOf(lines) };
    }
  }
  // The SDK tells servers the name of its class.
  return Object.defineProperty(Prepared, "name", { value: Base.name });
}

function linesOf({ req }: Built): HeadersInit {
  return headersOf(req.headers as Iterable<[string, string]>);
}

function headersOf(lines: Iterable<[string, string]>): HeadersInit {
  return new HeaderLines(lines) as unknown as HeadersInit;
}
