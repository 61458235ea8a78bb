import { LlmuxError } from "../contract/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { MAX_BODY_BYTES } from "./body.ts";
import type { CorsOptions } from "./cors.ts";
import type { Identity } from "./identity.ts";

/** What `router.handler` is made with. */
export interface HandlerOptions {
  /**
   * Who asks: an identity, or null for nobody, who is answered 401. It must not read the request's body. What it throws is
   * a 500 that says nothing; `onError` gets it. `false`: anybody may ask, on purpose.
   */
  readonly authenticate: ((request: Request) => Identity | null | Promise<Identity | null>) | false;
  /**
   * Milliseconds a stream's head is held back while its first content is awaited, so that a failure keeps its status; after
   * that, and in every later silence as long, a comment line is sent. `false`: only the first content sends the head.
   * @default 10000
   */
  readonly keepAliveMs?: number | false;
  /** Let pages of other origins in: `true` is any. @default false */
  readonly cors?: boolean | CorsOptions;
  /** Bytes from which on a request's body is refused. @default 20000000 */
  readonly maxBodyBytes?: number;
  /** Gets each failure whole: the client is told its kind only. What it throws harms nobody. */
  readonly onError?: (error: unknown, request: Request) => void;
}

/** Options with every default in place. */
export interface HandlerSettings {
  readonly authenticate: HandlerOptions["authenticate"];
  readonly keepAliveMs: number | undefined;
  readonly cors: CorsOptions | undefined;
  readonly maxBodyBytes: number;
  readonly onError: NonNullable<HandlerOptions["onError"]>;
}

type Check = readonly [is: (value: unknown) => boolean, expected: string];

const isPositive = (value: unknown) => typeof value === "number" && value > 0;
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isOrigins = (value: unknown) =>
  typeof value === "string" ||
  isFunction(value) ||
  (Array.isArray(value) && value.every((one) => typeof one === "string"));

const OPTIONS: Readonly<Record<keyof HandlerOptions, Check>> = {
  authenticate: [
    (value) => value === false || isFunction(value),
    "a function from a request to an identity or null; or false, to serve anybody on purpose",
  ],
  keepAliveMs: [(value) => value === false || isPositive(value), "milliseconds, more than 0, or false"],
  cors: [
    (value) => typeof value === "boolean" || isObject(value),
    "true, false or { origin, credentials, maxAgeSeconds }",
  ],
  maxBodyBytes: [isPositive, "bytes, more than 0"],
  onError: [isFunction, "a function"],
};

const CORS: Readonly<Record<keyof CorsOptions, Check>> = {
  origin: [isOrigins, "an origin, a list of them, or a function from an origin to true or false"],
  credentials: [(value) => typeof value === "boolean", "true or false"],
  maxAgeSeconds: [isPositive, "seconds, more than 0"],
};

/** Checks the options of `router.handler`; without `authenticate` there is no handler. */
export function readHandlerOptions(options: HandlerOptions): HandlerSettings {
  if (!isObject(options)) fail("", `expected { authenticate }: ${OPTIONS.authenticate[1]}`);
  check(OPTIONS, Object.assign({ authenticate: undefined }, options), "");
  const { authenticate, keepAliveMs = 10_000, cors = false, maxBodyBytes = MAX_BODY_BYTES, onError } = options;
  if (isObject(cors)) check(CORS, cors as object, "cors.");
  const { origin = "*", credentials = false } = cors === true || cors === false ? {} : cors;
  if (credentials && origin === "*") fail("cors.origin", "with credentials, name the origins: any page could use them");
  return {
    authenticate,
    keepAliveMs: keepAliveMs === false ? undefined : keepAliveMs,
    cors: cors === true ? {} : cors || undefined,
    maxBodyBytes,
    onError: (error, request) => {
      try {
        Promise.resolve(onError?.(error, request)).catch(() => {});
      } catch {
        // A listener's failure is not the client's.
      }
    },
  };
}

function check(table: Readonly<Record<string, Check>>, given: object, prefix: string): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(table, name)) {
      const [near] = nearest(name, Object.keys(table));
      const hint = near === undefined ? `known are ${Object.keys(table).join(", ")}` : `did you mean ${near}?`;
      fail(prefix + name, `unknown option; ${hint}`);
    }
    const [is, expected] = table[name]!;
    const isMissing = value === undefined && name !== "authenticate";
    if (!isMissing && !is(value)) fail(prefix + name, `expected ${expected}`);
  }
}

function fail(param: string, message: string): never {
  const place = param === "" ? "" : `${param}: `;
  throw new LlmuxError("config", `router.handler(): ${place}${message}`, { param, code: "invalid_options" });
}
