import { LlmuxError } from "../contract/errors.ts";
import type { Emit, EventMap, EventName, Listener } from "../contract/events.ts";
import { nearest } from "../lib/nearest.ts";
import { EVENTS } from "../options/schema.ts";

function refuse(what: string, near?: string): never {
  const hint = near === undefined ? `; events are ${EVENTS.join(", ")}` : `; did you mean ${near}?`;
  throw new LlmuxError("config", `router.on(): ${what}${hint}`, { code: "invalid_options" });
}

type Listeners = { [Name in EventName]?: Set<Listener<Name>> };

/** The router's listeners. One that throws, or whose promise rejects, harms nobody. */
export class Emitter {
  readonly #listeners: Listeners = {};
  /** What listeners have promised to finish. */
  readonly #pending = new Set<Promise<unknown>>();

  /** Returns a function that takes the listener off again. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    if (!(EVENTS as readonly string[]).includes(name))
      refuse(`there is no event "${name}"`, nearest(String(name), EVENTS)[0]);
    if (typeof listener !== "function") refuse(`the listener of "${name}" is not a function`);
    const set = (this.#listeners[name] ?? new Set()) as Set<Listener<Name>>;
    this.#listeners[name] = set as Listeners[Name];
    set.add(listener);
    return () => void set.delete(listener);
  }

  readonly emit: Emit = Object.assign((event: EventMap[EventName]) => this.#tell(event), {
    wanted: (name: EventName) => (this.#listeners[name]?.size ?? 0) > 0,
  });

  #tell(event: EventMap[EventName]): void {
    const set = this.#listeners[event.type] as Set<(event: EventMap[EventName]) => unknown> | undefined;
    if (set === undefined) return;
    for (const listener of set) {
      try {
        const result = listener(event);
        if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") this.#track(result);
      } catch {
        // A listener's failure is not the call's.
      }
    }
  }

  #track(result: unknown): void {
    const done = () => void this.#pending.delete(work);
    const work: Promise<unknown> = Promise.resolve(result).then(done, done);
    this.#pending.add(work);
  }

  /** Resolves when every promise that listeners have returned so far, and meanwhile, has settled. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  clear(): void {
    for (const name of Object.keys(this.#listeners)) delete this.#listeners[name as EventName];
  }
}
