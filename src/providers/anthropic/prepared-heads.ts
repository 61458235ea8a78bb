import type Anthropic from "@anthropic-ai/sdk";
import type { APIPromise, ClientOptions } from "@anthropic-ai/sdk";
import { HeaderLines } from "../../lib/header-lines.ts";
import { askPrepared, isPlain, type PreparedHead } from "../prepared-post.ts";
import { ownHead } from "./own-head.ts";

type Sdk = typeof Anthropic;
type Options = Parameters<Anthropic["buildRequest"]>[0];
type Built = Awaited<ReturnType<Anthropic["buildRequest"]>>;
type Count = Parameters<Anthropic["buildRequest"]>[1];
type PostOptions = Parameters<Anthropic["post"]>[1];

/** As the SDK's `post` wants it. */
export const MESSAGES_PATH = "/v1/messages";

/** Options that say nothing about the head, or the same for every message. Headers may name the API version. */
const PLAIN = new Set([
  ...["method", "path", "body", "headers", "maxRetries", "timeout", "fetchOptions", "stream", "__span"],
]);

/** The head of requests that ask for one API version; undefined: the SDK's. */
interface VersionHead extends PreparedHead {
  readonly version: string | undefined;
}

/**
 * The SDK's client, whose plain message requests share one head. A request with anything of its own (headers, a query, another
 * timeout, a retry) goes the SDK's way, and so does the first one where the head cannot be had without (`own-head.ts`).
 */
export function withPreparedHeads(Base: Sdk, timeoutMs: number): Sdk {
  const isOrdinary = (path: string, options: Options): boolean =>
    path === MESSAGES_PATH &&
    options.timeout === timeoutMs &&
    isPlain(options, PLAIN) &&
    fieldsOf(options).every(([name, value]) => name === VERSION && typeof value === "string");

  class Prepared extends Base {
    #head: VersionHead | undefined;
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
      if (!count?.retryCount && options.method === "post" && isOrdinary(options.path, options))
        this.#head = versionHead(versionIn(options), built.url, built.req.headers as Iterable<[string, string]>);
      return built;
    }

    override post<Answer>(path: string, options?: PostOptions): APIPromise<Answer> {
      const plain = options as Options | undefined;
      if (plain?.maxRetries !== 0 || !isOrdinary(path, plain)) return super.post(path, options);
      const head = this.#headFor(versionIn(plain));
      if (head === undefined) return super.post(path, options);
      const answer: unknown = askPrepared(this.#fetch, head, plain, this.#statusError);
      return answer as APIPromise<Answer>;
    }

    #headFor(version: string | undefined): VersionHead | undefined {
      if (this.#head !== undefined && this.#head.version === version) return this.#head;
      const lines = ownHead(this, this.#given, version);
      this.#head = lines && versionHead(version, this.buildURL(MESSAGES_PATH, undefined), lines);
      return this.#head;
    }
  }
  // The SDK tells servers the name of its class.
  return Object.defineProperty(Prepared, "name", { value: Base.name });
}

function versionHead(version: string | undefined, url: string, lines: Iterable<[string, string]>): VersionHead {
  return { version, url, headers: new HeaderLines(lines) as unknown as HeadersInit };
}

const VERSION = "anthropic-version";

function versionIn(options: Options): string | undefined {
  return fieldsOf(options)[0]?.[1] as string | undefined;
}

/** The header fields of one request: an object's, or those in the SDK's own collection, where it takes none back. */
function fieldsOf({ headers }: Options): (readonly [string, unknown])[] {
  if (headers === undefined || headers === null) return [];
  const { values, nulls } = headers as { values?: unknown; nulls?: unknown };
  return nulls instanceof Set && nulls.size === 0
    ? [...(values as Iterable<[string, string]>)]
    : Object.entries(headers);
}
