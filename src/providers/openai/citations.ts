import { isRecord, record } from "../../lib/record.ts";

interface Carrier {
  readonly citations?: unknown;
  readonly search_results?: unknown;
}

/** OpenAI's `url_citation`. */
interface Annotation {
  readonly type: "url_citation";
  readonly url_citation: {
    readonly url: string;
    readonly title: string;
    readonly start_index: number;
    readonly end_index: number;
  };
}

/** Perplexity's sources as OpenAI's annotations; undefined if there are none. It does not tell which text they are for. */
export function annotationsOf({ citations, search_results }: Carrier): Annotation[] | undefined {
  const urls = Array.isArray(citations) ? citations.filter((url) => typeof url === "string") : [];
  if (urls.length === 0) return undefined;
  const results = Array.isArray(search_results) ? search_results.filter(isRecord) : [];
  return urls.map((url) => {
    const { title } = record(results.find((result) => result.url === url));
    const shown = typeof title === "string" ? title : url;
    return { type: "url_citation", url_citation: { url, title: shown, start_index: 0, end_index: 0 } };
  });
}
