import { nearest } from "../lib/nearest.ts";
import type { FaultName } from "./faults/faults.ts";
import type { SimulatedRequest } from "./request.ts";
import type { FaultScript, ReplyScript, Script } from "./script.ts";

/** How often a standing fault strikes. */
export interface FailOptions {
  /** How many requests meet it. @default until `heal()` */
  readonly times?: number;
  /** The share of requests that meet it, 0 to 1, chosen by the seed and the request. @default 1 */
  readonly rate?: number;
}

const FAIL = { times: true, rate: true } satisfies Record<keyof FailOptions, true>;

const FAULT = {
  ...{ fault: true, afterChunks: true, delayMs: true },
  ...{ retryAfterMs: true, bytes: true },
} satisfies Record<keyof FaultScript, true>;

const REPLY = {
  ...{ text: true, reasoning: true, redacted: true, toolCalls: true, usage: true },
  ...{ finishReason: true, model: true, chunks: true, chunkDelayMs: true, delayMs: true },
} satisfies Record<keyof ReplyScript, true>;

/** What one request gets: an answer, and a fault that spoils it or not. */
export interface Decision {
  readonly reply: ReplyScript;
  readonly fault: FaultScript | undefined;
}

/** What a simulated provider does next: a standing fault before a script, a script before the usual reply. */
export class Behaviour {
  #usual: Script | undefined;
  #queue: Script[] = [];
  #standing: { readonly fault: FaultScript; left: number; readonly rate: number } | undefined;
  readonly #faults: object;

  /** @param faults The faults there are, by name. */
  constructor(faults: object) {
    this.#faults = faults;
  }

  reply(script: Script | undefined): void {
    if (script !== undefined) this.#check(script);
    this.#usual = script;
  }

  script(scripts: readonly Script[]): void {
    for (const script of scripts) this.#check(script);
    this.#queue = [...scripts];
  }

  fail(fault: FaultName | FaultScript, options: FailOptions): void {
    const script = typeof fault === "object" ? fault : { fault: String(fault) as FaultName };
    this.#check(script);
    checkFields("the second argument of fail()", options, FAIL);
    this.#standing = { fault: script, left: options.times ?? Number.POSITIVE_INFINITY, rate: options.rate ?? 1 };
  }

  heal(): void {
    this.#standing = undefined;
    this.#queue = [];
  }

  /** `chance` is the request's own number in [0, 1). Everything is taken before the first wait, so requests keep their order. */
  async decide(request: SimulatedRequest, chance: number): Promise<Decision> {
    const standing = this.strike(chance);
    const next = standing ?? this.#queue.shift() ?? this.#usual;
    const usual = this.#usual;
    const chosen = await this.#settled(next, request);
    if (!isFault(chosen)) return { reply: chosen, fault: undefined };
    const healthy = next === usual ? {} : await this.#settled(usual, request);
    return { reply: isFault(healthy) ? {} : healthy, fault: chosen };
  }

  /** The standing fault, if it strikes this request. */
  strike(chance: number): FaultScript | undefined {
    const standing = this.#standing;
    if (!standing || standing.left <= 0 || chance >= standing.rate) return undefined;
    standing.left -= 1;
    return standing.fault;
  }

  async #settled(script: Script | undefined, request: SimulatedRequest): Promise<ReplyScript | FaultScript> {
    let value = script;
    while (typeof value === "function") {
      value = await value(request);
      this.#check(value);
    }
    if (value === undefined) return {};
    return typeof value === "string" ? { text: value } : value;
  }

  #check(script: Script): void {
    if (typeof script !== "object") return;
    checkFields(isFault(script) ? "a fault" : "a reply", script, isFault(script) ? FAULT : REPLY);
    if (!isFault(script) || Object.hasOwn(this.#faults, script.fault)) return;
    const [near] = nearest(script.fault, Object.keys(this.#faults));
    const hint = near === undefined ? "the names are the keys of `faults`" : `did you mean "${near}"?`;
    throw new TypeError(`llmux/testing: no fault is called "${script.fault}"; ${hint}`);
  }
}

/** A field that is not known would be ignored in silence: the test would play something else than it says. */
function checkFields(what: string, given: object, known: object): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const [near] = nearest(unknown, Object.keys(known));
  const hint = Object.hasOwn(FAIL, unknown)
    ? "; it belongs in the second argument of fail()"
    : near === undefined
      ? `; known are ${Object.keys(known).join(", ")}`
      : `; did you mean "${near}"?`;
  throw new TypeError(`llmux/testing: ${what} has no field "${unknown}"${hint}`);
}

function isFault(script: ReplyScript | FaultScript): script is FaultScript {
  return "fault" in script;
}
