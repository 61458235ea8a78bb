import type { Dialect } from "../../data/dialect.ts";
import { fingerprint } from "../../lib/fingerprint.ts";

/** The id of a tool call as the server takes it: always the same for the same id, so that call and result still match. */
export function toolId(id: unknown, { toolIdLength, exactToolIds }: Dialect): unknown {
  if (typeof id !== "string") return id;
  if (exactToolIds) {
    const fits = id.length === toolIdLength && /^[a-zA-Z0-9]+$/.test(id);
    return fits ? id : fingerprint(id, toolIdLength);
  }
  return id.length > toolIdLength ? `call_${fingerprint(id, 24)}` : id;
}
