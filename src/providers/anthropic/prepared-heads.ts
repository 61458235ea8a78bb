import type Anthropic from "@anthropic-ai/sdk";

type Sdk = typeof Anthropic;
type Build = Anthropic["buildRequest"];
type Options = Parameters<Build>[0];
type Built = Awaited<ReturnType<Build>>;

/** What all plain requests of one client have in common. */
interface Head {
  readonly url: string;
  readonly timeout: number;
  readonly headers: Built["req"]["headers"];
}

/** Options that say nothing about the head, or the same for every message. Headers do so where there are none. */
const PLAIN = new Set([
  ...["method", "path", "body", "headers", "signal", "maxRetries", "timeout", "fetchOptions", "stream", "__span"],
]);

/**
 * The SDK's client, with the head of its message requests built once, by the SDK itself. A request with anything of its own
 * (headers, a query, another timeout, a retry) goes the SDK's way.
 */
export function withPreparedHeads(Base: Sdk, timeoutMs: number): Sdk {
  class Prepared extends Base {
    #head: Head | undefined;

    override async buildRequest(options: Options, count?: Parameters<Build>[1]): Promise<Built> {
      if (count?.retryCount || !isPlain(options, timeoutMs)) return await super.buildRequest(options, count);
      const head = this.#head;
      if (head === undefined) {
        const built = await super.buildRequest(options, count);
        // The SDK copies whatever is not a `Headers`; without tracing or a token of its own it changes nothing in it.
        this.#head = { url: built.url, timeout: built.timeout, headers: built.req.headers };
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

function isPlain(options: Options, timeoutMs: number): boolean {
  if (options.path !== "/v1/messages" || options.method !== "post" || options.timeout !== timeoutMs) return false;
  for (const name in options) {
    if (!PLAIN.has(name) && (options as unknown as Record<string, unknown>)[name] !== undefined) return false;
  }
  const { body, headers } = options;
  const plainBody = typeof body === "object" && body !== null && Object.getPrototypeOf(body) === Object.prototype;
  return plainBody && isEmpty(headers as Given | undefined);
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
