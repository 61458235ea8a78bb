import type { CallContext } from "../contract/context.ts";
import { isLlmuxError, type LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { Asked } from "../contract/operation.ts";
import type { Prepared, Provider } from "../contract/provider.ts";
import type { Warning } from "../contract/report.ts";
import type { Target } from "../contract/target.ts";
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

export interface Admission {
  /** Why this target may not be asked now; undefined if it may. Takes nothing. */
  admit(target: Target, call: CallContext): Fault | undefined;
  /** Encodes, without these fields of the request; throws an `LlmuxError` to refuse. */
  prepare(target: Target, call: CallContext, without?: readonly string[]): Candidate | Promise<Candidate>;
  readonly strict: boolean;
}

/** Draws a call's targets one at a time, passes over those that may not be asked, and notes why. */
export class Candidates {
  readonly #drawn: Iterator<Target>;
  readonly #admission: Admission;
  readonly #call: CallContext;
  /** Why no target has answered yet, in the order in which it turned out. */
  readonly failures: Failure[] = [];
  /** Drawn by a look ahead, not yet judged. */
  readonly #ahead: Target[] = [];
  #ready: Candidate | undefined;
  /** Being encoded for; a hedged call may look twice at once. */
  #coming: Promise<Candidate | undefined> | undefined;

  constructor(drawn: Iterator<Target>, admission: Admission, call: CallContext) {
    this.#drawn = drawn;
    this.#admission = admission;
    this.#call = call;
  }

  /** The next target that may be asked and that `accept` has nothing against, left in place for `take`. */
  async peek(accept: (target: Target) => Fault | undefined = () => undefined): Promise<Candidate | undefined> {
    while (this.#ready === undefined) {
      if (this.#coming !== undefined) {
        await this.#coming.catch(() => {});
        continue;
      }
      const target = this.#ahead.shift() ?? this.#draw();
      if (target === undefined) return undefined;
      const fault = accept(target) ?? this.#admission.admit(target, this.#call);
      if (fault) this.refuse(target, fault);
      else this.#ready = await this.#come(target);
    }
    return this.#ready;
  }

  async #come(target: Target): Promise<Candidate | undefined> {
    this.#coming = this.prepare(target);
    try {
      return await this.#coming;
    } finally {
      this.#coming = undefined;
    }
  }

  async take(): Promise<Candidate | undefined> {
    const candidate = await this.peek();
    this.#ready = undefined;
    return candidate;
  }

  /** Whether another target might be asked, as things stand and without encoding for it. Judges nothing for good. */
  mayHaveMore(): boolean {
    const mayBeAsked = (target: Target) => this.#admission.admit(target, this.#call) === undefined;
    if (this.#ready !== undefined || this.#ahead.some(mayBeAsked)) return true;
    for (let target = this.#draw(); target !== undefined; target = this.#draw()) {
      this.#ahead.push(target);
      if (mayBeAsked(target)) return true;
    }
    return false;
  }

  /** Encodes for a target; a refusal is noted, except one that would be the same everywhere: that is thrown. */
  async prepare(target: Target): Promise<Candidate | undefined> {
    try {
      const work = this.#admission.prepare(target, this.#call);
      const candidate = work instanceof Promise ? await untilAborted(work, this.#call.controller.signal) : work;
      const warning = this.#admission.strict ? candidate.prepared?.warnings.find(isLoss) : undefined;
      if (warning === undefined) return candidate;
      const param = warning.param === undefined ? {} : { param: warning.param };
      this.refuse(target, {
        kind: "unsupported",
        message: `${warning.message} (strict)`,
        code: warning.code,
        ...param,
      });
    } catch (error) {
      if (this.#call.controller.signal.aborted) throw error;
      if (isLlmuxError(error) && error.kind === "invalid_request") throw error;
      this.refuse(target, isLlmuxError(error) ? faultOf(error) : unprepared(error), error);
    }
    return undefined;
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

  refuse(target: Target, fault: Fault, cause?: unknown): void {
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
