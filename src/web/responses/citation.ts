import { record } from "../../lib/record.ts";
import type { Fields } from "./refuse.ts";

/** Chat has a citation's fields one level deeper. */
export function annotationOf(annotation: unknown): Fields {
  const { type, url_citation } = record(annotation);
  return type === "url_citation" ? { type, ...record(url_citation) } : record(annotation);
}
