import { isLlmuxError } from "../contract/errors.ts";
import { list, record } from "../lib/record.ts";
import type { Access } from "./access.ts";
import { type Answer, headersOf, isEvents } from "./answer.ts";
import { changed } from "./changed.ts";
import { publicError } from "./public-error.ts";
import type { Admitted } from "./serve.ts";
import { ALL_BUT_NATIVE, show } from "./shown.ts";

/** What one client is told of an answer. */
export interface Disclosure {
  answer(answer: Answer): { data: unknown; headers: Record<string, string> };
  /** A failure that comes when the head has been sent. */
  late(error: unknown): unknown;
}

/** Without the grant "report", an answer has the name that was asked for and the call's id, and nothing of who gave it. */
export function disclosureOf({ body, place }: Admitted, access: Access, onError: (error: unknown) => void): Disclosure {
  const reported = access.may("report");
  const model = body.model ?? list(body.models)[0];
  const late = (error: unknown) => {
    if (!isLlmuxError(error) || error.kind !== "aborted") onError(error);
    return reported ? error : publicError(error);
  };
  const toldValue = (value: unknown, id: string | undefined) => {
    if (place.exact) return value;
    if (reported) return access.may("native") ? value : show(value, ALL_BUT_NATIVE);
    const shown = show(value, place.shown) as Record<string, unknown>;
    const mark = record(record(value).x_llmux).interrupted;
    // It must reach whoever has the text that it makes void.
    if (mark !== undefined) shown.x_llmux = { interrupted: mark };
    if (id === undefined) return shown;
    if ("id" in shown) shown.id = id;
    if ("model" in shown) shown.model = model;
    return shown;
  };
  return {
    answer(answer) {
      const { data } = answer;
      const id = answer.head?.().requestId;
      const headers = headersOf(answer);
      if (!reported) for (const name of Object.keys(headers)) if (name.startsWith("x-llmux-")) delete headers[name];
      if (!isEvents(data)) return { data: toldValue(data, id), headers };
      return { data: changed(data, { value: (value) => toldValue(value, id), error: late }), headers };
    },
    late,
  };
}
