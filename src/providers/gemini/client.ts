import { LlmuxError } from "../../contract/errors.ts";
import { record } from "../../lib/record.ts";
import type { ProviderInit } from "../init.ts";
import { ownClient } from "../own-client.ts";
import type { Caller } from "./caller.ts";
import { callerOverGenAi } from "./genai.ts";
import { type GenAiClient, loadGenAi } from "./genai-sdk.ts";
import { callerOverOlderSdk } from "./older.ts";
import { loadOlder, type OlderClient } from "./older-sdk.ts";
import { callerOverOwnGenAi } from "./own-genai.ts";

/** A caller that is made when it is first needed. */
interface LazyCaller extends Caller {
  /** Loads the SDK. Undefined once it is loaded, or with a client of the caller's own. */
  ready(): Promise<unknown> | undefined;
}

/** Makes the caller of one provider, over whichever of Google's SDKs is there. */
export function makeCaller(init: ProviderInit): LazyCaller {
  let caller = init.client === undefined ? undefined : callerOf(init);
  let loading: Promise<Caller> | undefined;
  const load = () => {
    loading ??= loadCaller(init).then(
      (loaded) => {
        caller = loaded;
        return loaded;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  return {
    ready: () => (caller === undefined ? load() : undefined),
    generate: async (model, body, context) => (caller ?? (await load())).generate(model, body, context),
    stream: async (model, body, context) => (caller ?? (await load())).stream(model, body, context),
    embed: async (model, body, context) => (caller ?? (await load())).embed(model, body, context),
  };
}

/** Over the client the caller made, told by its methods. */
function callerOf(init: ProviderInit): Caller {
  if (typeof record(init.client).getGenerativeModel === "function")
    return callerOverOlderSdk(init, init.client as OlderClient);
  return callerOverOwnGenAi(init, ownClient<GenAiClient>(init, "models.generateContent", "@google/genai")!);
}

const INSTALL = "run: npm install @google/genai";

/** Google's present SDK comes first; its predecessor where that is all there is, or where `sdk` names it. */
async function loadCaller(init: ProviderInit): Promise<Caller> {
  const { sdk } = init;
  const present = sdk === "@google/generative-ai" ? undefined : await loadGenAi();
  if (present?.make) return callerOverGenAi(init, present.make);
  const older = sdk === "@google/genai" ? undefined : await loadOlder();
  if (older?.make) return callerOverOlderSdk(init, older.make);
  const cause = present?.cause ?? older?.cause;
  const message = sdk
    ? `the package ${sdk} could not be loaded; run: npm install ${sdk}`
    : `the Google SDK could not be loaded; ${INSTALL} (or its predecessor, @google/generative-ai)`;
  throw new LlmuxError("config", message, { cause });
}
