import { circuitFault } from "../breaker/layer.ts";
import { refusal } from "../concurrency/gate.ts";
import { rankOf } from "../concurrency/rank.ts";
import type { Refusal } from "../contract/breaker.ts";
import type { ChatRequest } from "../contract/chat.ts";
import type { CallContext } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { ModelFacts } from "../contract/model-facts.ts";
import type { NativeRequest } from "../contract/native.ts";
import { type Asked, isStreamed } from "../contract/operation.ts";
import type { PriceRow } from "../contract/price.ts";
import type { PrepareContext, Prepared, Provider } from "../contract/provider.ts";
import type { Target } from "../contract/target.ts";
import { type CredentialSource, missingCredential } from "../credentials/layer.ts";
import { type Admission, type Candidate, WRONG_REGION } from "../dispatch/candidates.ts";
import type { Cooldowns } from "../health/cooldowns.ts";
import type { Gates } from "./gates.ts";
import { checkFit, clampOutput } from "./model-limits.ts";

export interface AdmissionParts {
  readonly strict: boolean;
  readonly now: () => number;
  readonly cooldowns: Cooldowns;
  /** Why the target's circuit would refuse; makes no breaker. */
  look(target: string): Refusal | undefined;
  readonly gates: Gates | undefined;
  providerOf(name: string): Provider;
  credentialOf(name: string): CredentialSource;
  priceOf(target: Target): PriceRow | undefined;
  factsOf(target: Target): ModelFacts;
  readonly unknownPrice: "warn" | "error";
  /** The request with what this target wants back of its own earlier answers, where the client has dropped it. */
  recall(request: ChatRequest, target: Target, tenant: string | undefined): ChatRequest;
}

/** Says which targets may be asked now, and encodes for those that may. Sends nothing, takes nothing. */
export function createAdmission(
  parts: AdmissionParts,
): Admission & { allows(target: Target, call: CallContext): boolean } {
  return {
    strict: parts.strict,
    /** What holds for this target and call at any time: a cached answer of it must pass that too. */
    allows: (target, call) => (outside(target, call) ?? unpriced(parts, target)) === undefined,
    admit(target, call) {
      return (
        outside(target, call) ??
        missing(parts, target) ??
        unpriced(parts, target) ??
        cooling(parts, target) ??
        circuit(parts, target) ??
        (parts.gates && crowded(parts.gates, target, call))
      );
    },
    prepare(target, call, without = []) {
      const provider = parts.providerOf(target.provider);
      const facts = parts.factsOf(target);
      const shaped = withinLimits(facts, lighter(withSettings(recalled(parts, target, call), target), without), target);
      const prepared = prepareFor(provider, shaped.asked, {
        target: target.id,
        model: target.model,
        settings: target.settings,
        facts,
        stream: isStreamed(call),
      });
      if (!isPromise(prepared)) return candidateOf(target, provider, shaped, prepared);
      return Promise.resolve(prepared).then((done) => candidateOf(target, provider, shaped, done));
    },
  };
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === "function";
}

/** A target whose region nobody has told is in none. */
function outside({ settings: { region } }: Target, { options }: CallContext): Fault | undefined {
  const wanted = options.region;
  if (wanted === undefined) return undefined;
  const regions = typeof wanted === "string" ? [wanted] : wanted;
  if (region !== undefined && regions.includes(region)) return undefined;
  const where = region === undefined ? "its region is not known" : `its region is ${region}`;
  return {
    kind: "unsupported",
    message: `${where}; this call may go to ${regions.join(", ")} only`,
    code: WRONG_REGION,
  };
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

function cooling({ cooldowns, gates, now }: AdmissionParts, target: Target): Fault | undefined {
  const cooldown = cooldowns.get(target.id) ?? gates?.pool(target.provider)?.cooling(target.id);
  if (cooldown === undefined) return undefined;
  const retryAfterMs = cooldown.until - now();
  return { kind: cooldown.kind, message: `cooling down after ${cooldown.kind}`, code: "cooldown", retryAfterMs };
}

function circuit({ look }: AdmissionParts, target: Target): Fault | undefined {
  const refusal = look(target.id);
  return refusal && circuitFault(refusal);
}

function prepareFor(provider: Provider, { operation, request }: Asked, context: PrepareContext) {
  if (operation === "chat") return provider.prepare?.(request, context);
  if (operation === "native") return prepareNative(provider, request, context);
  if (provider.embed !== undefined) return provider.prepareEmbed?.(request, context);
  const message = `${context.target}: provider "${provider.name}" has no embeddings; ask a target that has, such as openai/text-embedding-3-small`;
  throw new LlmuxError("unsupported", message, { code: "no_embeddings" });
}

/** Neither a slot nor a place in line. */
function crowded(gates: Gates, target: Target, { options }: CallContext): Fault | undefined {
  const waiter = { rank: rankOf(options.priority), tenant: options.tenant, since: 0 };
  const shut = gates.of(target).find(({ limiters }) => !limiters.some((limiter) => limiter.admits(waiter)));
  return shut && refusal(shut, "and as many calls as may wait for one do (queueMax)").fault;
}

function prepareNative(provider: Provider, request: NativeRequest, context: PrepareContext) {
  if (provider.native !== undefined) return provider.native(request, context);
  const message = `${context.target}: provider "${provider.name}" takes no native bodies: it has no native()`;
  throw new LlmuxError("unsupported", message, { code: "no_native" });
}

interface Shaped {
  readonly asked: Asked;
  readonly added: Prepared["warnings"];
}

/** A conversation's request with what its clients have dropped put back. */
function recalled({ recall }: AdmissionParts, target: Target, call: CallContext): Asked {
  if (call.operation !== "chat") return call;
  const request = recall(call.request, target, call.options.tenant);
  return request === call.request ? call : { operation: "chat", request };
}

/** A request without fields that a target has refused. */
function lighter(shaped: Shaped, without: readonly string[]): Shaped {
  const { operation, request } = shaped.asked;
  if (without.length === 0 || operation === "native") return shaped;
  const left = Object.entries(request).filter(([name]) => !without.includes(name));
  return { ...shaped, asked: { operation, request: Object.fromEntries(left) } as unknown as Asked };
}

/** The call's request with the target's defaults filled in and its dropped fields left out. */
function withSettings(asked: Asked, target: Target): Shaped {
  const { operation, request } = asked;
  const { params, drop } = target.settings;
  if ((params === undefined && drop === undefined) || operation === "native") {
    return { asked, added: [] };
  }
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
  return { asked: { operation, request: body } as unknown as Asked, added };
}

/** The request as this model can take it. */
function withinLimits(facts: ModelFacts, shaped: Shaped, target: Target): Shaped {
  if (shaped.asked.operation !== "chat") return shaped;
  checkFit(facts, shaped.asked.request, target.id);
  const { request, warnings } = clampOutput(facts, shaped.asked.request, target.id);
  return warnings.length === 0
    ? shaped
    : { asked: { operation: "chat", request }, added: [...shaped.added, ...warnings] };
}

function candidateOf(
  target: Target,
  provider: Provider,
  { asked, added }: Shaped,
  prepared: Prepared | undefined,
): Candidate {
  const all =
    added.length === 0 ? prepared : { native: prepared?.native, warnings: [...added, ...(prepared?.warnings ?? [])] };
  return { target, provider, asked, prepared: all };
}
