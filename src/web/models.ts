import type { Answer } from "./answer.ts";
import type { Asked } from "./place.ts";

/** `GET …/models`: the names that whoever asks may use. */
export async function listModels({ calls, isOpen }: Asked): Promise<Answer> {
  const { data } = await calls.models.list();
  return { data: { object: "list", data: data.filter(({ id }) => isOpen(id)) } };
}

/** `GET …/models/{id}`: an alias, or a target where those are open. */
export async function showModel({ calls, id }: Asked): Promise<Answer> {
  return { data: await calls.models.retrieve(id) };
}
