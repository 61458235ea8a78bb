import type { Model } from "../contract/model.ts";
import type { Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";
import type { Models } from "./types.ts";

/** The names a call may use, in the shapes of OpenAI's `models`. Nothing is sent, and nothing is known of other models of a provider. */
export function createModels(current: () => Settings): Models {
  let created: number | undefined;
  const model = (id: string, owned_by: string): Model => {
    // Workers know no time before their first request.
    created ??= Math.floor(current().clock.now() / 1000);
    return { id, object: "model", created, owned_by };
  };
  const all = (): Model[] => {
    const models = new Map<string, Model>();
    const settings = current();
    for (const alias of settings.routes.keys()) models.set(alias, model(alias, "llmux"));
    for (const { provider, model: name } of settings.targets.values()) {
      const id = `${provider}/${name}`;
      if (!models.has(id)) models.set(id, model(id, provider));
    }
    return [...models.values()];
  };
  return {
    async list() {
      const data = all();
      return { object: "list", data, [Symbol.asyncIterator]: () => each(data) };
    },
    async retrieve(id) {
      const known = all().find((one) => one.id === id);
      if (known !== undefined) return known;
      const [target] = targetsOf(current().route(id));
      return model(id, target!.provider);
    },
  };
}

async function* each(models: readonly Model[]): AsyncGenerator<Model> {
  yield* models;
}
