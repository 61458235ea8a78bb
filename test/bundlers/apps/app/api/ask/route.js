import { ask } from "../../../ask.mjs";

export async function POST() {
  return Response.json(await ask());
}
