import type { CallContext } from "../contract/context.ts";
import { isLlmuxError, type LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { Asked } from "../contract/operation.ts";
import type { Prepared, Provider } from "../contract/provider.ts";
import type { Warning } from "../contract/report.ts";
import type { Target } from "../contract/target.ts";
import { isAborted } from "../lib/quiet-controller.ts";
import { untilAborted } from "../lib/race.ts";

/** A target that may be asked, with the request encoded for it. */
export interface Candidate {
  readonly target: Target;
  readonly provider: Provider;
  /** What is asked of this target: the call's request with the target's defaults and drops applied. */
  readonly asked: Asked;
  readonly prepared: Prepared | undefined;
}

/** A target and why it did not answer: passed over without a request, or asked in vain. */
export interface Failure {
  readonly target: Target;
  readonly fault: Fault;
  /** What was thrown, keys cut out. */
  readonly cause?: Error;
  /** Refused on its way, without a request. */
  readonly local?: true;
  /** Passed over by the plan. */
  readonly refused?: true;
}

/** Code of a target that a call's `region` rules out. */
export const WRONG_REGION = "wrong_region";

/** A promise only where there is something to wait for. */
type Soon<T> = T | Promise<T>;
type Rule = (target: Target) => Fault | undefined;

export interface Admission {
  /** Why this target may not be asked now; undefined if it may. Takes nothing. */
  admit(target: Target, call: CallContext): Fault | undefined;
  /** Encodes, without these fields of the request; throws an `LlmuxError` to refuse. */
  prepare(target: Target, call: CallContext, without?: readonly string[]): Soon<Candidate>;
  readonly strict: boolean;
}

const NOBODY: Iterator<Target> = { next: () => ({ done: true, value: undefined }) };

/** Draws a call's targets one at a time, passes over those that may not be asked, and notes why. */
export class Candidates {
  #drawn: Iterator<Target>;
  readonly #admission: Admission;
  readonly #call: CallContext;
  /** Why no target has answered yet, in the order in which it turned out. */
  readonly failures: Failure[] = [];
  /** Drawn by a look ahead, not yet judged. */
  readonly #ahead: Target[] = [];
  /** What a failure has taught of the targets that are left. */
  readonly #rules: Rule[] = [];
  #ready: Candidate | undefined;
  /** Being encoded for; a hedged call may look twice at once. */
  #coming: { readonly target: Target; readonly done: Promise<void> } | undefined;

  constructor(drawn: Iterator<Target>, admission: Admission, call: CallContext) {
    this.#drawn = drawn;
    this.#admission = admission;
    this.#call = call;
  }

  /** The next target that may be asked, left in place for `take` and `claim`. */
  async peek(): Promise<Candidate | undefined> {
    return await this.#seek();
  }

  async take(): Promise<Candidate | undefined> {
    const sought = this.#seek();
    const candidate = sought instanceof Promise ? await sought : sought;
    this.#ready = undefined;
    return candidate;
  }

  /** Takes what a look has found; false if it is not there any more. */
  claim(candidate: Candidate): boolean {
    if (this.#ready !== candidate) return false;
    this.#ready = undefined;
    return true;
  }

  /** From here on passes over targets that `rule` has something against, the one that was looked at too. */
  rule(rule: Rule): void {
    this.#rules.push(rule);
    if (this.#ready !== undefined) this.#recheck(this.#ready.target);
  }

  /** Passes over the target that is ready, if a rule is against it. */
  #recheck(target: Target): void {
    const fault = this.#ruled(target);
    if (fault === undefined) return;
    this.#ready = undefined;
    this.refuse(target, fault);
  }

  #seek(): Soon<Candidate | undefined> {
    const again = () => this.#seek();
    while (this.#ready === undefined) {
      if (this.#coming !== undefined) return this.#coming.done.then(again, again);
      const target = this.#ahead.shift() ?? this.#draw();
      if (target === undefined) return undefined;
      const fault = this.#fault(target);
      const made = fault ? this.refuse(target, fault) : this.prepare(target);
      if (made instanceof Promise) {
        const done = made.then(
          (candidate) => {
            this.#coming = undefined;
            // Nobody is asked any more.
            if (candidate === undefined || this.#drawn === NOBODY) return;
            this.#ready = candidate;
            // A rule may have come while it was encoded for.
            this.#recheck(candidate.target);
          },
          (error) => {
            this.#coming = undefined;
            throw error;
          },
        );
        this.#coming = { target, done };
        return done.then(again);
      }
      this.#ready = made;
    }
    return this.#ready;
  }

  /** Whether the target may be asked now. Takes nothing. */
  admits(target: Target): boolean {
    return this.#fault(target) === undefined;
  }

  /** Whether a rule is against the target, which then is listed among those that were not asked. */
  rulesOut(target: Target): boolean {
    const fault = this.#ruled(target);
    if (fault !== undefined) this.note(target, fault);
    return fault !== undefined;
  }

  #fault(target: Target): Fault | undefined {
    return this.#ruled(target) ?? this.#admission.admit(target, this.#call);
  }

  #ruled(target: Target): Fault | undefined {
    for (const rule of this.#rules) {
      const fault = rule(target);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** A target that was taken, and may be asked after all should the answer break off. */
  putBack(target: Target): void {
    this.#ahead.unshift(target);
  }

  /** Nobody else will be asked: lets go of what is left of the plan. */
  leave(): void {
    this.#ahead.length = 0;
    this.#drawn = NOBODY;
    this.#ready = undefined;
  }

  /** What is left of the plan, for the same call with another body. */
  rest(call: CallContext): Candidates {
    const looked = this.#ready ?? this.#coming;
    const ahead = [...(looked === undefined ? [] : [looked.target]), ...this.#ahead];
    const drawn = this.#drawn;
    function* left(): Generator<Target> {
      yield* ahead;
      for (let next = drawn.next(); !next.done; next = drawn.next()) yield next.value;
    }
    const others = new Candidates(left(), this.#admission, call);
    others.#rules.push(...this.#rules);
    return others;
  }

  /** Whether another target might be asked, as things stand and without encoding for it. Judges nothing for good. */
  mayHaveMore(): boolean {
    const mayBeAsked = (target: Target) => this.admits(target);
    const isComing = this.#coming !== undefined && mayBeAsked(this.#coming.target);
    if (this.#ready !== undefined || isComing || this.#ahead.some(mayBeAsked)) return true;
    for (let target = this.#draw(); target !== undefined; target = this.#draw()) {
      this.#ahead.push(target);
      if (mayBeAsked(target)) return true;
    }
    return false;
  }

  /** Encodes for a target; a refusal is noted, except one that would be the same everywhere: that is thrown. */
  prepare(target: Target): Soon<Candidate | undefined> {
    const failed = (error: unknown) => this.#unprepared(target, error);
    try {
      const work = this.#admission.prepare(target, this.#call);
      if (!(work instanceof Promise)) return this.#prepared(work);
      return untilAborted(work, this.#call.controller)
        .then((candidate) => this.#prepared(candidate))
        .catch(failed);
    } catch (error) {
      return failed(error);
    }
  }

  /** A target with fields of the request left out, which is a loss; undefined where that may not or cannot be. */
  async without(target: Target, fields: readonly string[]): Promise<Candidate | undefined> {
    if (this.#admission.strict) return undefined;
    try {
      return await this.#admission.prepare(target, this.#call, fields);
    } catch {
      return undefined;
    }
  }

  #prepared(candidate: Candidate): Candidate | undefined {
    const warning = this.#admission.strict ? candidate.prepared?.warnings.find(isLoss) : undefined;
    if (warning === undefined) return candidate;
    const { message, code, param } = warning;
    const field = param === undefined ? {} : { param };
    return this.refuse(candidate.target, { kind: "unsupported", message: `${message} (strict)`, code, ...field });
  }

  #unprepared(target: Target, error: unknown): undefined {
    if (isAborted(this.#call.controller)) throw error;
    if (isLlmuxError(error) && error.kind === "invalid_request") throw error;
    return this.refuse(target, isLlmuxError(error) ? faultOf(error) : unprepared(error), error);
  }

  refuse(target: Target, fault: Fault, cause?: unknown): undefined {
    const thrown = cause instanceof Error && !isLlmuxError(cause) ? { cause } : {};
    this.failures.push({ target, fault, ...thrown, refused: true });
    this.note(target, fault);
  }

  /** Lists a target among those that were not asked. */
  note(target: Target, fault: Fault): void {
    this.#call.draft.skipped.push({ target: target.id, reason: `${fault.kind}: ${fault.message}` });
  }

  /** A target that was refused is to be asked after all. */
  pardon(target: Target): void {
    const { draft } = this.#call;
    draft.skipped = draft.skipped.filter((skipped) => skipped.target !== target.id);
    const others = this.failures.filter((failure) => failure.target.id !== target.id);
    this.failures.splice(0, this.failures.length, ...others);
  }

  #draw(): Target | undefined {
    const { done, value } = this.#drawn.next();
    return done ? undefined : value;
  }
}

/** A field under another name says all it said. */
function isLoss({ code }: Warning): boolean {
  return code !== "renamed_param";
}

function faultOf(error: LlmuxError): Fault {
  const { kind, message, code, param, retryAfterMs } = error;
  return { kind, message, code, param, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** An encoder, or a provider's own `prepare`, that stumbled: its target cannot be asked, the others can. */
function unprepared(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "unsupported", message: `the request could not be encoded for it: ${message}`, code: "not_encodable" };
}
