import type { Compat } from "../../contract/target.ts";
import type { Dialect } from "../../data/dialect.ts";
import { record } from "../../lib/record.ts";
import { rulesFor } from "./dialect.ts";

/** How an answer is to be read, by the server it comes from and by what it was asked. */
export interface Manner {
  /** More reasoning than completion means that it was left out of it, whatever the total says. */
  readonly reasoningApart: boolean;
  /** Thinking stands between tags at the beginning of the text. */
  readonly thinkTags: boolean;
  /** Calls beside an answer in JSON are to be passed over. */
  readonly textOverCalls: boolean;
}

/** Where a codec is used by itself: of the server nothing is known. */
const PLAIN: Manner = { reasoningApart: true, thinkTags: false, textOverCalls: false };

export function mannerOf({ native }: { readonly native: unknown }): Manner {
  return (native as Manner | undefined) ?? PLAIN;
}

/** The manner of the answer to a request as it was sent. */
export function mannerFor(body: unknown, model: string, dialect: Dialect, compat: Compat | undefined): Manner {
  const { tools, response_format } = record(body);
  const structured = record(response_format).type === "json_schema" && Array.isArray(tools);
  return {
    reasoningApart: dialect.reasoningApart === true,
    thinkTags: compat?.thinkTags === true,
    textOverCalls: structured && rulesFor(dialect, model).textOverCalls === true,
  };
}
