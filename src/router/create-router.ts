import { LlmuxError } from "../contract/errors.ts";
import type { Emit, EventName, Listener } from "../contract/events.ts";
import { FaultError } from "../contract/fault-error.ts";
import { lazy } from "../lib/lazy.ts";
import { within } from "../lib/within.ts";
import { readOptions, type Settings } from "../options/read.ts";
import type { RouterOptions } from "../options/types.ts";
import { order } from "../strategies/order.ts";
import { roundRobin } from "../strategies/round-robin.ts";
import { weighted } from "../strategies/weighted.ts";
import { type CallParts, openForLook } from "./call.ts";
import { createClose } from "./close.ts";
import { createAsk, createCreate } from "./create.ts";
import { createAskEmbeddings, createEmbed } from "./embeddings.ts";
import { Emitter } from "./emitter.ts";
import { control, healthOf, watchInFlight } from "./health.ts";
import { lazySurface } from "./lazy-surface.ts";
import { createModels } from "./models.ts";
import { createAskNative, createNative } from "./native.ts";
import { createState, type State } from "./state.ts";
import type { Router } from "./types.ts";

/**
 * Makes a router: one OpenAI-shaped client over the official provider SDKs, with fallback chains, circuit breakers, cost
 * tracking and a cache, all in this process.
 *
 * Reads no key, loads no SDK, opens no connection and starts no timer: a missing key or SDK is an error of the call that
 * needs it. Its input is not changed.
 *
 * @throws {LlmuxError} of kind `config`, naming every wrong field, what was expected and the nearest right name.
 */
export function createRouter(options: RouterOptions = {}): Router {
  const settings = readOptions(options, { order, weighted, roundRobin });
  const emitter = new Emitter();
  for (const [name, listener] of Object.entries(options.on ?? {})) {
    emitter.on(name as EventName, listener as Listener<EventName>);
  }
  const state = createState(settings, emitter.emit);
  const inFlight = watchInFlight(emitter);
  const rings = lazyRings(settings, state, emitter.emit);
  const open = new Set<AbortController>();
  let closed = false;
  const parts: CallParts = {
    settings,
    ring: (context) => rings.loaded!.ring(context),
    open,
    newId: idMaker(settings),
    lenient: [...settings.targets.values()].some((target) => target.settings.compat?.lenient),
    isClosed: () => closed,
    ready: () => (rings.loaded === undefined ? rings.load() : undefined),
    idle: () => emitter.idle(),
  };
  const ask = createAsk(parts);
  const askEmbeddings = createAskEmbeddings(parts);
  const models = createModels(settings);
  const askNative = createAskNative(parts);
  const close = createClose({
    open,
    clock: settings.clock,
    stop: () => {
      closed = true;
    },
    abort: (controller) =>
      controller.abort(new FaultError({ kind: "aborted", code: "closed", message: "the router was closed" })),
    idle: () => emitter.idle(),
    release: () => state.close().then(() => emitter.clear()),
  });
  return {
    chat: { completions: { create: createCreate(ask) } },
    async explain(body, callOptions = {}) {
      const { explain } = await rings.load();
      return await explain(openForLook(parts, { operation: "chat", request: body }, callOptions));
    },
    health: () => healthOf(settings, state, inFlight),
    breaker: (target) => control(settings, state, target),
    on: (name, listener) => emitter.on(name, listener),
    ...lazySurface(settings, {
      ...{ chat: ask, embed: askEmbeddings, native: askNative },
      ...{ models, newId: parts.newId },
    }),
    close,
    [Symbol.asyncDispose]: () => close(),
    embeddings: { create: createEmbed(askEmbeddings) },
    models,
    native: createNative(askNative),
    map: () => notBuilt("map"),
    reload: () => notBuilt("reload"),
    flush: ({ timeoutMs = 5000 } = {}) => within(settings.clock, timeoutMs, emitter.idle()),
  };
}

/** Most of the code, which only calls need. */
function lazyRings(settings: Settings, state: State, emit: Emit) {
  return lazy(async () => {
    const [{ assemble }] = await Promise.all([import("./parts.ts"), state.ready()]);
    return assemble(settings, state, emit);
  });
}

/** A member that is left undefined would silently mean something else (`fetch: undefined` is the global one). */
function notBuilt(member: string): never {
  throw new LlmuxError("config", `router.${member} is not built yet in this version`, { code: "not_built" });
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

function idMaker({ random }: Settings): () => string {
  return () => {
    let id = "call_";
    for (let i = 0; i < 20; i += 1) id += DIGITS[Math.floor(random() * DIGITS.length)];
    return id;
  };
}
