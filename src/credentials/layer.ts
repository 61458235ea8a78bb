import type { AttemptContext, Middleware } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Credential, SignedRequest } from "../contract/provider.ts";
import { environment } from "../lib/environment.ts";
import { isHeaderValue } from "../lib/header-value.ts";
import { untilAborted } from "../lib/race.ts";
import { type FetchedKey, keyIn, type Lease } from "./fetched-key.ts";

/** Where a provider's credential comes from. */
export interface CredentialSource {
  readonly apiKey?: string | FetchedKey;
  readonly auth?: (request: SignedRequest) => Record<string, string> | Promise<Record<string, string>>;
  /** Environment variables looked into, in order, when there is neither. */
  readonly env: readonly string[];
  /** The provider can be asked without any. */
  readonly optional: boolean;
}

/** Why a provider cannot be asked for want of a key; undefined if it can. Calls no function. */
export function missingCredential(provider: string, source: CredentialSource): string | undefined {
  if (source.apiKey !== undefined || source.auth !== undefined || source.optional) return undefined;
  if (source.env.some((name) => environment(name))) return undefined;
  const where = source.env.length > 0 ? `set ${source.env.join(" or ")}, or ` : "";
  return `no API key: ${where}give providers.${provider}.apiKey`;
}

/** Fetches the credential for one attempt, cuts it out of every text the attempt produces, and lets go of it at its end. */
export function credentialLayer(
  sourceOf: (provider: string, key: number | undefined) => CredentialSource,
): Middleware<AttemptContext> {
  return function credential(context, next) {
    context.defer(() => {
      context.credential = NONE;
      context.secrets.length = 0;
    });
    const go = (made: Credential) => {
      context.credential = made;
      return next(context);
    };
    const resolved = resolve(context, sourceOf(context.target.provider, context.key));
    return resolved instanceof Promise ? resolved.then(go) : go(resolved);
  };
}

const NONE: Credential = { kind: "none" };
const UNSENDABLE = "holds what no header can carry: a line break, or a character beyond Latin-1";

/** A promise only where a function has to be asked. */
function resolve(context: AttemptContext, source: CredentialSource): Credential | Promise<Credential> {
  const { auth, apiKey } = source;
  const { secrets } = context;
  if (auth !== undefined) {
    return {
      kind: "headers",
      async headers(request) {
        const headers = await guard(context, "auth", () => auth(request));
        if (!isHeaders(headers)) throw giveUp(context, "its auth function returned no headers: an object of strings");
        if (!Object.values(headers).every(isHeaderValue))
          throw giveUp(context, `a header of its auth function ${UNSENDABLE}`);
        for (const value of Object.values(headers)) secrets.push(value, value.replace(/^\S+\s+/, ""));
        return headers;
      },
    };
  }
  if (typeof apiKey === "object") return fetched(context, apiKey);
  const key = fixedKey(source);
  if (!key) return NONE;
  secrets.push(key);
  if (!isHeaderValue(key)) throw refused(context, `its key ${UNSENDABLE}`);
  return { kind: "key", key, fixed: true };
}

/** The key that is given as text, or by the environment. */
export function fixedKey({ apiKey, env }: CredentialSource): string | undefined {
  return typeof apiKey === "string" ? apiKey : env.map(environment).find(Boolean);
}

async function fetched(context: AttemptContext, source: FetchedKey): Promise<Credential> {
  const key = keyIn(await fetchKey(context, source));
  if (key === undefined) throw refused(context, "its apiKey function returned no key");
  context.secrets.push(key);
  if (!isHeaderValue(key)) throw refused(context, `the key of its apiKey function ${UNSENDABLE}`);
  return { kind: "key", key, fixed: false };
}

/** A key for this attempt; after one was refused, one that was fetched later. */
async function fetchKey(context: AttemptContext, source: FetchedKey): Promise<unknown> {
  const { call, refused, controller } = context;
  const lease = source.lease(call, refused.fetched as Lease | undefined);
  context.renewable = refused.fetched === undefined;
  context.defer(({ fault }) => {
    if (fault?.kind !== "auth") return;
    refused.fetched ??= lease;
    call.defer(() => {
      refused.fetched = undefined;
    });
  });
  return await untilAborted(
    guard(context, "apiKey", () => lease.fetched),
    controller,
  );
}

async function guard<T>(context: AttemptContext, option: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    // What a vault's client throws may hold the key or the way to it: nothing of it is repeated.
    throw giveUp(context, `its ${option} function failed; call it by itself to see why`);
  }
}

/** Aborts, too: an SDK that asks for the headers in the midst of its work would give its own name to the failure. */
function giveUp(context: AttemptContext, message: string): FaultError {
  const error = refused(context, message);
  context.controller.abort(error);
  return error;
}

function isHeaders(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}

function refused({ target }: AttemptContext, message: string): FaultError {
  return new FaultError({ kind: "config", message: `no credential for provider "${target.provider}": ${message}` });
}
