import { closedError } from "../contract/closed.ts";
import type { EventName, Listener } from "../contract/events.ts";
import { type Lazy, lazy } from "../lib/lazy.ts";
import { readOptions, type Settings } from "../options/read.ts";
import type { RouterOptions } from "../options/types.ts";
import { order } from "../strategies/order.ts";
import { roundRobin } from "../strategies/round-robin.ts";
import { weighted } from "../strategies/weighted.ts";
import type { CallParts } from "./call.ts";
import type { Emitter } from "./emitter.ts";
import { createLasting } from "./lasting.ts";
import { nextSettings } from "./next-settings.ts";
import { countRouter, tellPerInstance } from "./notices.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { Parts } from "./parts.ts";
import { createState, type State } from "./state.ts";
import { succeed } from "./succeed.ts";

/** Options, and what was made of them. A call keeps those it began with. */
export interface Configuration {
  readonly settings: Settings;
  readonly state: State;
  readonly rings: Lazy<Parts>;
  readonly parts: CallParts;
}

/** The configuration in force. It changes at once or, where the options are wrong, not at all. */
export interface Configurations {
  readonly current: Configuration;
  turnTo(options: RouterOptions): void;
}

/** What belongs to the router, whatever its options. */
export interface Own {
  readonly emitter: Emitter;
  readonly open: OpenCalls;
  isClosed(): boolean;
}

const STRATEGIES = { order, weighted, roundRobin };

export function openConfigurations(options: RouterOptions, own: Own): Configurations {
  const { emitter, open, isClosed } = own;
  const settings = readOptions(options, STRATEGIES);
  countRouter(settings);
  const lasting = createLasting(settings, emitter.emit, (close) => open.afterThese(close));
  const configure = (next: Settings) => configuration(next, createState(next, lasting), own);
  let unlisten = listenAll(emitter, settings);
  // A field, not a getter, for `lib/lazy.ts`'s reason.
  const configurations = {
    current: configure(settings),
    turnTo(given: RouterOptions) {
      const { current } = configurations;
      if (isClosed()) throw closedError();
      const next = nextSettings(current.settings, readOptions(given, STRATEGIES), given);
      // First of all: if it throws, the old configuration goes on as it was.
      const made = configure(next);
      succeed(lasting, current.settings, next);
      lasting.shelf.drop("probes");
      // A listener that stays is one entry: taken off after it was put on anew, it would be gone.
      unlisten();
      unlisten = listenAll(emitter, next);
      configurations.current = made;
    },
  };
  return configurations;
}

function configuration(settings: Settings, state: State, { emitter, open, isClosed }: Own): Configuration {
  const rings = lazyRings(settings, state, emitter);
  const parts: CallParts = {
    settings,
    ring: (context) => rings.loaded!.ring(context),
    open,
    newId: idMaker(settings),
    lenient: [...settings.targets.values()].some((target) => target.settings.compat?.lenient),
    isClosed,
    ready: () => (rings.loaded === undefined ? rings.load() : undefined),
    idle: () => emitter.idle(),
  };
  return { settings, state, rings, parts };
}

/** Most of the code, which only calls need. */
function lazyRings(settings: Settings, state: State, emitter: Emitter): Lazy<Parts> {
  return lazy(async () => {
    const [{ assemble }] = await Promise.all([import("./parts.ts"), state.ready()]);
    tellPerInstance(settings);
    return assemble(settings, state, emitter);
  });
}

function listenAll(emitter: Emitter, { on = {} }: Settings): () => void {
  const offs = Object.entries(on).map(([name, listener]) =>
    emitter.on(name as EventName, listener as Listener<EventName>),
  );
  return () => {
    for (const off of offs) off();
  };
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

function idMaker({ random }: Settings): () => string {
  return () => {
    const codes = Array.from({ length: 20 }, () => DIGITS.charCodeAt(Math.floor(random() * DIGITS.length)));
    // In one go: V8 keeps a text that was put together from twenty as twenty, until somebody reads it.
    return `call_${String.fromCharCode(...codes)}`;
  };
}
