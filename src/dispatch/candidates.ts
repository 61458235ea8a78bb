import type { ChatRequest } from "../contract/chat.ts";
import type { CallContext } from "../contract/context.ts";
import { isLlmuxError, type LlmuxError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { Prepared, Provider } from "../contract/provider.ts";
import type { Target } from "../contract/target.ts";

/** A target that may be asked, with the request encoded for it. */
export interface Candidate {
  readonly target: Target;
  readonly provider: Provider;
  readonly request: ChatRequest;
  readonly prepared: Prepared | undefined;
}

/** A target and why it did not answer: passed over without a request, or asked in vain. */
export interface Failure {
  readonly target: Target;
  readonly fault: Fault;
}

export interface Admission {
  /** Why this target may not be asked now; undefined if it may. Takes nothing. */
  admit(target: Target, call: CallContext): Fault | undefined;
  /** Encodes; throws an `LlmuxError` to refuse. */
  prepare(target: Target, call: CallContext): Promise<Candidate>;
  readonly strict: boolean;
}

type Accept = (target: Target) => Fault | undefined;

/** Draws a call's targets one at a time, passes over those that may not be asked, and notes why. */
export class Candidates {
  readonly #drawn: Iterator<Target>;
  readonly #admission: Admission;
  readonly #call: CallContext;
  readonly refused: Failure[] = [];
  #next: Target | undefined;
  #ready: Candidate | undefined;

  constructor(drawn: Iterator<Target>, admission: Admission, call: CallContext) {
    this.#drawn = drawn;
    this.#admission = admission;
    this.#call = call;
  }

  /** The next target that may be asked, left in place for `take`. */
  async peek(accept: Accept = () => undefined): Promise<Candidate | undefined> {
    while (this.#ready === undefined && this.hasMore(accept)) {
      const target = this.#next!;
      this.#next = undefined;
      this.#ready = await this.prepare(target);
    }
    return this.#ready;
  }

  /** Whether another target may be asked, as far as can be told without encoding for it. */
  hasMore(accept: Accept = () => undefined): boolean {
    if (this.#ready !== undefined) return true;
    while (this.#next === undefined) {
      const { done, value: target } = this.#drawn.next();
      if (done) return false;
      const fault = accept(target) ?? this.#admission.admit(target, this.#call);
      if (fault) this.refuse(target, fault);
      else this.#next = target;
    }
    return true;
  }

  async take(): Promise<Candidate | undefined> {
    const candidate = await this.peek();
    this.#ready = undefined;
    return candidate;
  }

  /** Encodes for a target; a refusal is noted, except one that would be the same everywhere: that is thrown. */
  async prepare(target: Target): Promise<Candidate | undefined> {
    try {
      const candidate = await this.#admission.prepare(target, this.#call);
      const warning = this.#admission.strict ? candidate.prepared?.warnings[0] : undefined;
      if (warning === undefined) return candidate;
      const param = warning.param === undefined ? {} : { param: warning.param };
      this.refuse(target, {
        kind: "unsupported",
        message: `${warning.message} (strict)`,
        code: warning.code,
        ...param,
      });
    } catch (error) {
      if (!isLlmuxError(error)) throw error;
      if (error.kind === "invalid_request") throw error;
      this.refuse(target, faultOf(error));
    }
    return undefined;
  }

  refuse(target: Target, fault: Fault): void {
    this.refused.push({ target, fault });
    this.#call.draft.skipped.push({ target: target.id, reason: `${fault.kind}: ${fault.message}` });
  }
}

function faultOf(error: LlmuxError): Fault {
  const { kind, message, code, param, retryAfterMs } = error;
  return { kind, message, code, param, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
