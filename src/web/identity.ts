import { LlmuxError } from "../contract/errors.ts";

/** What an identity may be granted beyond asking for an alias. */
export const GRANTS = ["headers", "direct", "models", "native", "report"] as const;

/**
 * A right beyond asking for an alias: `headers` to set options by `x-llmux-*` headers, `direct` to name targets, `models` to
 * bring a chain, `native` to send what only one provider reads, `report` to see what the router did.
 */
export type Grant = (typeof GRANTS)[number];

/** Who asks. */
export interface Identity {
  /** Whose cache and budgets the calls use; wins over what the client says. */
  readonly tenant?: string;
  readonly user?: string;
  /** Added to every call; wins over what the client says. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Aliases this identity may use. @default all */
  readonly models?: readonly string[];
  /** @default none */
  readonly grants?: readonly Grant[];
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value !== "";
const listOf =
  (is: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(is);

const FIELDS: Readonly<Record<keyof Identity, readonly [is: Check, expected: string]>> = {
  tenant: [isText, "a string"],
  user: [isText, "a string"],
  tags: [
    (value) =>
      typeof value === "object" && value !== null && Object.values(value).every((tag) => typeof tag === "string"),
    "an object of strings",
  ],
  models: [listOf(isText), "a list of aliases"],
  grants: [listOf((value) => (GRANTS as readonly unknown[]).includes(value)), `a list of ${GRANTS.join(", ")}`],
};

/** Checks what `authenticate` gave. A mistake in it must not open anything, so that it is an error of the server. */
export function readIdentity(given: unknown): Identity | null {
  if (given === null || given === undefined || given === false) return null;
  // An empty list of rows, a Map or a Response has no field that could be wrong, and would open all aliases.
  if (!isPlain(given)) throw wrong("authenticate", "expected a plain object, or null for nobody");
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof Identity] : undefined;
    if (field === undefined) throw wrong(name, `unknown field; known are ${Object.keys(FIELDS).join(", ")}`);
    if (value !== undefined && !field[0](value)) throw wrong(name, `expected ${field[1]}`);
  }
  return given;
}

function isPlain(value: unknown): value is Identity {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function wrong(name: string, message: string): LlmuxError {
  return new LlmuxError("config", `the identity's ${name}: ${message}`, { param: name, code: "invalid_identity" });
}
