import { FaultError } from "../contract/fault-error.ts";
import { within } from "../lib/within.ts";
import type { RouterOptions } from "../options/types.ts";
import { openForLook } from "./call.ts";
import { createClose } from "./close.ts";
import { openConfigurations } from "./configurations.ts";
import { createAsk, createCreate } from "./create.ts";
import { createAskEmbeddings, createEmbed } from "./embeddings.ts";
import { Emitter } from "./emitter.ts";
import { control, healthOf, watchInFlight } from "./health.ts";
import { lazySurface } from "./lazy-surface.ts";
import { createMap } from "./map.ts";
import { createModels } from "./models.ts";
import { named } from "./named.ts";
import { createAskNative, createNative } from "./native.ts";
import { OpenCalls } from "./open-calls.ts";
import { planned } from "./planned.ts";
import { timeLimitOf } from "./time-limit.ts";
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
  const { name } = Object(options) as RouterOptions;
  if (name === undefined) return openRouter(options);
  return named(name, options, (onClose) => openRouter(options, onClose));
}

function openRouter(options: RouterOptions, onClose = () => {}): Router {
  const emitter = new Emitter();
  const open = new OpenCalls();
  let closed = false;
  const configurations = openConfigurations(options, { emitter, open, isClosed: () => closed });
  const { clock } = configurations.current.settings;
  const settings = () => configurations.current.settings;
  const state = () => configurations.current.state;
  const parts = () => configurations.current.parts;
  const inFlight = watchInFlight(emitter);
  const ask = createAsk(parts);
  const askEmbeddings = createAskEmbeddings(parts);
  const models = createModels(settings);
  const askNative = createAskNative(parts);
  const asks = { chat: ask, embed: askEmbeddings, native: askNative };
  const surface = lazySurface(settings, { ...asks, models, newId: () => parts().newId() });
  const close = createClose({
    open,
    clock,
    stop: () => {
      closed = true;
      onClose();
    },
    abort: (controller) =>
      controller.abort(new FaultError({ kind: "aborted", code: "closed", message: "the router was closed" })),
    idle: () => emitter.idle(),
    release: () =>
      state()
        .close()
        .then(() => emitter.clear()),
  });
  const router: Omit<Router, keyof typeof planned> = {
    chat: { completions: { create: createCreate(ask) } },
    async explain(body, callOptions = {}) {
      const { rings, parts: looked } = configurations.current;
      const { explain } = await rings.load();
      return await explain(openForLook(looked, { operation: "chat", request: body }, callOptions));
    },
    health: () => healthOf(settings(), state(), inFlight),
    breaker: (target) => control(settings(), state(), target),
    on: (name, listener) => emitter.on(name, listener),
    fetch: surface.fetch,
    handler: surface.handler,
    close,
    [Symbol.asyncDispose]: () => close(),
    embeddings: { create: createEmbed(askEmbeddings) },
    models,
    native: createNative(askNative),
    map: createMap({ clock, newId: () => parts().newId(), isClosed: () => closed }),
    reload: (given) => configurations.turnTo(given),
    flush: async (given) => await within(clock, timeLimitOf("flush", given), emitter.idle()),
  };
  return Object.assign(router, planned);
}
