import type { CircuitState } from "./breaker.ts";
import type { FaultKind } from "./fault.ts";
import type { Operation } from "./operation.ts";
import type { Cost } from "./price.ts";
import type { AttemptReport, RouteReport } from "./report.ts";
import type { Usage } from "./usage.ts";

interface Base<Type extends string> {
  readonly type: Type;
  /** Unix milliseconds. */
  readonly at: number;
}

interface CallEvent<Type extends string> extends Base<Type> {
  readonly callId: string;
}

interface AttemptEvent<Type extends string> extends CallEvent<Type> {
  /** From 1 within the call. */
  readonly attempt: number;
  readonly target: string;
}

/** Every event, by its `type`. No event holds prompt or answer text, or a key. */
export interface EventMap {
  "call.start": CallEvent<"call.start"> & {
    readonly route: string;
    readonly operation: Operation;
    readonly stream: boolean;
    readonly tags?: Readonly<Record<string, string>>;
    readonly tenant?: string;
    readonly user?: string;
  };
  /** Once per call, when its body has ended. */
  "call.end": CallEvent<"call.end"> & {
    readonly status: "ok" | "failed" | "aborted";
    readonly latencyMs: number;
    /** Target that answered, if one did. */
    readonly target?: string;
    readonly fault?: { readonly kind: FaultKind; readonly status?: number; readonly message: string };
    readonly report: RouteReport;
  };
  /** A request is about to be sent. */
  "attempt.start": AttemptEvent<"attempt.start">;
  /** Its body has ended. */
  "attempt.end": AttemptEvent<"attempt.end"> & { readonly report: AttemptReport };
  /** The same target is about to be asked again. */
  retry: AttemptEvent<"retry"> & { readonly kind: FaultKind; readonly delayMs: number };
  /** The next target is about to be asked. `target` is the one that failed. */
  fallback: AttemptEvent<"fallback"> & { readonly to: string; readonly kind: FaultKind };
  /** Another target is about to be asked beside `target`, which has not answered within `afterMs`. */
  "hedge.start": CallEvent<"hedge.start"> & { readonly target: string; readonly to: string; readonly afterMs: number };
  /** A circuit has changed its state. `callId` is that of the call that brought it about; an operator's hand has none. */
  "breaker.change": Base<"breaker.change"> & {
    readonly callId?: string;
    /** Its circuit's name where several targets share one: `provider` or `provider@region`. */
    readonly target: string;
    readonly from: CircuitState;
    readonly to: CircuitState;
    readonly openUntil?: number;
  };
  /** A target is left alone until a time: the provider said so, or its key, permission, model or quota failed. */
  "cooldown.start": Base<"cooldown.start"> & {
    readonly callId: string;
    readonly target: string;
    /** Place in the provider's `keys`, where only that one is left alone. */
    readonly key?: number;
    readonly kind: FaultKind;
    readonly until: number;
  };
  /** A call has waited in line for a slot, and got it or not. */
  "queue.wait": CallEvent<"queue.wait"> & {
    readonly target: string;
    readonly waitMs: number;
    readonly granted: boolean;
  };
  /** Once per attempt that cost anything, or whose cost is unknown. */
  "cost.recorded": AttemptEvent<"cost.recorded"> & {
    readonly cost: Cost;
    readonly usage: Usage;
    readonly tags?: Readonly<Record<string, string>>;
    readonly tenant?: string;
    readonly user?: string;
  };
  "cache.hit": CallEvent<"cache.hit"> & { readonly target: string; readonly ageMs: number };
  "cache.miss": CallEvent<"cache.miss">;
}

export type EventName = keyof EventMap;
export type LlmuxEvent = EventMap[EventName];
export type Listener<Name extends EventName> = (event: EventMap[Name]) => unknown;
/** Hands an event to its listeners. */
export interface Emit {
  <Name extends EventName>(event: EventMap[Name]): void;
  /** Whether anybody listens, so that an event that takes work need not be made for nobody. */
  readonly wanted?: (name: EventName) => boolean;
}
