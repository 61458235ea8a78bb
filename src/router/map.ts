import type { MapParts } from "../batch/map.ts";
import type { MapItems } from "../batch/types.ts";

/** Loaded by its first use: most routers never do. */
export function createMap(parts: MapParts): MapItems {
  async function map(items: Iterable<unknown>, fn: (...args: never[]) => unknown, options: unknown = {}) {
    const { mapItems } = await import("../batch/map.ts");
    return await mapItems(parts, items, fn as never, options);
  }
  return map as MapItems;
}
