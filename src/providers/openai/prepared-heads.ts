import type { OpenAI } from "openai";
import { HeaderLines } from "../../lib/header-lines.ts";

type Sdk = typeof OpenAI;
type Build = OpenAI["buildRequest"];
type Options = Parameters<Build>[0];
type Built = Awaited<ReturnType<Build>>;

/** What all plain requests of one client have in common. */
interface Head {
  readonly url: string;
  readonly timeout: number;
  readonly headers: Built["req"]["headers"];
}

/** Options that say nothing about the head, or the same for every chat completion. */
const PLAIN = new Set(["method", "path", "body", "signal", "maxRetries", "fetchOptions", "stream", "__security"]);

/**
 * The SDK's client, with the head of its chat requests built once, by the SDK itself: it builds some 15 fields through three
 * `Headers` for each call. A request with anything of its own (headers, a query, a timeout, a retry) goes the SDK's way.
 */
export function withPreparedHeads(Base: Sdk): Sdk {
  class Prepared extends Base {
    #head: Head | undefined;

    override async buildRequest(options: Options, count?: Parameters<Build>[1]): Promise<Built> {
      if (count?.retryCount || !isPlain(options)) return await super.buildRequest(options, count);
      const head = this.#head;
      if (head === undefined) {
        const built = await super.buildRequest(options, count);
        this.#head = { url: built.url, timeout: built.timeout, headers: linesOf(built) };
        return built;
      }
      const { method, body, signal, fetchOptions } = options;
      const req = { method, headers: head.headers, signal, body: JSON.stringify(body), ...fetchOptions };
      return { req: req as Built["req"], url: head.url, timeout: head.timeout };
    }
  }
  // The SDK tells servers the name of its class.
  return Object.defineProperty(Prepared, "name", { value: Base.name });
}

function linesOf({ req }: Built): Built["req"]["headers"] {
  return new HeaderLines(req.headers as Iterable<[string, string]>) as unknown as Built["req"]["headers"];
}

function isPlain(options: Options): boolean {
  if (options.path !== "/chat/completions" || options.method !== "post") return false;
  for (const name in options) {
    if (!PLAIN.has(name) && (options as unknown as Record<string, unknown>)[name] !== undefined) return false;
  }
  const { body } = options;
  return typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
}
