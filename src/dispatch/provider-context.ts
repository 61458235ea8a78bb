import type { AttemptContext } from "../contract/context.ts";
import type { Ending } from "../contract/ending.ts";
import type { Credential, Prepared, ProviderContext, WireNotes } from "../contract/provider.ts";
import type { TargetSettings } from "../contract/target.ts";
import { endingOf } from "../lib/quiet-controller.ts";
import { rawKeeper } from "./raw.ts";

type Told = ((native: unknown) => void) | undefined;

/** What an attempt hands to its provider; `onNative` is told of what comes back, where anybody wants to know. */
export function providerContext(context: AttemptContext, onNative: Told = rawKeeper(context)): ProviderContext {
  const given = new Given(context, onNative);
  return context.provider.quiet ? given : copyable(given);
}

/** A signal is made when it is asked for. */
class Given implements ProviderContext {
  readonly target: string;
  readonly model: string;
  readonly settings: TargetSettings;
  readonly stream: boolean;
  readonly ending: Ending;
  readonly credential: Credential;
  readonly headers: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
  readonly wire: WireNotes;
  declare readonly region?: string;
  declare readonly prepared?: Prepared;
  declare readonly connectMs?: number;
  declare readonly onNative?: (native: unknown) => void;

  constructor(context: AttemptContext, onNative: Told) {
    const { target, prepared, connectMs } = context;
    this.target = target.id;
    this.model = target.model;
    this.settings = target.settings;
    this.stream = context.stream;
    this.ending = endingOf(context.controller);
    this.credential = context.credential;
    this.headers = context.headers;
    this.idempotencyKey = context.idempotencyKey;
    this.wire = context.wire;
    if (target.settings.region !== undefined) this.region = target.settings.region;
    if (prepared) this.prepared = prepared;
    if (connectMs !== undefined) this.connectMs = connectMs;
    if (onNative) this.onNative = onNative;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }
}

/** For providers that may copy their context: what they copy has the signal, too. */
function copyable(given: Given): ProviderContext {
  return Object.defineProperty(given, "signal", SIGNAL);
}

/** One getter for all: with one of its own each context would have a shape of its own, and V8 keeps shapes, and what they hold, for long. */
const SIGNAL: PropertyDescriptor & ThisType<Given> = {
  enumerable: true,
  configurable: true,
  get() {
    return this.ending.signal;
  },
};
