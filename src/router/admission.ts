import { circuitFault } from "../breaker/layer.ts";
import type { Refusal } from "../contract/breaker.ts";
import type { ChatRequest } from "../contract/chat.ts";
import type { Fault } from "../contract/fault.ts";
import type { PriceRow } from "../contract/price.ts";
import type { Prepared, Provider } from "../contract/provider.ts";
import type { Target } from "../contract/target.ts";
import { type CredentialSource, missingCredential } from "../credentials/layer.ts";
import type { Admission, Candidate } from "../dispatch/candidates.ts";
import type { Cooldowns } from "../health/cooldowns.ts";

export interface AdmissionParts {
  readonly strict: boolean;
  readonly now: () => number;
  readonly cooldowns: Cooldowns;
  /** Why the target's circuit would refuse; makes no breaker. */
  look(target: string): Refusal | undefined;
  providerOf(name: string): Provider;
  credentialOf(name: string): CredentialSource;
  priceOf(target: Target): PriceRow | undefined;
  readonly unknownPrice: "warn" | "error";
  /** The request with what this target wants back of its own earlier answers, where the client has dropped it. */
  recall(request: ChatRequest, target: Target, tenant: string | undefined): ChatRequest;
}

/** Says which targets may be asked now, and encodes for those that may. Sends nothing, takes nothing. */
export function createAdmission(parts: AdmissionParts): Admission & { allows(target: Target): boolean } {
  return {
    strict: parts.strict,
    /** What holds for this target at any time: a cached answer of it must pass that too. */
    allows: (target) => unpriced(parts, target) === undefined,
    admit(target) {
      return missing(parts, target) ?? unpriced(parts, target) ?? cooling(parts, target) ?? circuit(parts, target);
    },
    prepare(target, call) {
      const provider = parts.providerOf(target.provider);
      const request = withSettings(parts.recall(call.request, target, call.options.tenant), target);
      const prepared = provider.prepare?.(request.body, {
        target: target.id,
        model: target.model,
        settings: target.settings,
        stream: call.request.stream === true,
      });
      if (!isPromise(prepared)) return candidateOf(target, provider, request, prepared);
      return Promise.resolve(prepared).then((done) => candidateOf(target, provider, request, done));
    },
  };
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === "function";
}

function missing({ credentialOf }: AdmissionParts, { provider }: Target): Fault | undefined {
  const message = missingCredential(provider, credentialOf(provider));
  return message === undefined ? undefined : { kind: "config", message, code: "missing_key" };
}

function unpriced({ unknownPrice, priceOf }: AdmissionParts, target: Target): Fault | undefined {
  if (unknownPrice !== "error" || priceOf(target) !== undefined) return undefined;
  const message = `no price is known for it: give prices["${target.provider}/${target.model}"]`;
  return { kind: "config", message, code: "unknown_price" };
}

function cooling({ cooldowns, now }: AdmissionParts, target: Target): Fault | undefined {
  const cooldown = cooldowns.get(target.id);
  if (cooldown === undefined) return undefined;
  const retryAfterMs = cooldown.until - now();
  return { kind: cooldown.kind, message: `cooling down after ${cooldown.kind}`, code: "cooldown", retryAfterMs };
}

function circuit({ look }: AdmissionParts, target: Target): Fault | undefined {
  const refusal = look(target.id);
  return refusal && circuitFault(refusal);
}

interface Shaped {
  readonly body: ChatRequest;
  readonly added: Prepared["warnings"];
}

/** The call's request with the target's defaults filled in and its dropped fields left out. */
function withSettings(request: ChatRequest, target: Target): Shaped {
  const { params, drop } = target.settings;
  if (params === undefined && drop === undefined) return { body: request, added: [] };
  const body: Record<string, unknown> = { ...params, ...request };
  for (const [name, value] of Object.entries(params ?? {}))
    if (body[name] === null || body[name] === undefined) body[name] = value;
  const dropped = (drop ?? []).filter((name) => body[name] !== undefined && body[name] !== null);
  for (const name of dropped) delete body[name];
  const added = dropped.map((param) => ({
    code: "dropped_param",
    param,
    target: target.id,
    message: `${param} was left out: the target's \`drop\` names it`,
  }));
  return { body: body as unknown as ChatRequest, added };
}

function candidateOf(
  target: Target,
  provider: Provider,
  { body, added }: Shaped,
  prepared: Prepared | undefined,
): Candidate {
  const all =
    added.length === 0 ? prepared : { native: prepared?.native, warnings: [...added, ...(prepared?.warnings ?? [])] };
  return { target, provider, request: body, prepared: all };
}
