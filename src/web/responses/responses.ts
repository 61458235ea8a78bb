import { isLlmuxError } from "../../contract/errors.ts";
import { isAborted } from "../../lib/quiet-controller.ts";
import { list, record } from "../../lib/record.ts";
import { forbidden } from "../access.ts";
import { type Answer, isEvents } from "../answer.ts";
import { errorBody } from "../error-body.ts";
import { keptFileIn } from "../kept-file.ts";
import type { Asked } from "../place.ts";
import { publicError } from "../public-error.ts";
import type { Events, Framing } from "../sse.ts";
import { eventEncoder, type ResponseEvent } from "./events.ts";
import type { Subject } from "./head.ts";
import { type Fields, refuse } from "./refuse.ts";
import { type Decoded, decodeRequest } from "./request.ts";
import { encodeResponse } from "./response.ts";

/** A response's events have names, and the last is the end. A failure is told twice: this event is the one clients throw. */
export const RESPONSES: Framing = {
  event: (value) => `event: ${String(record(value).type)}\ndata: ${JSON.stringify(value)}\n\n`,
  error: (error) => {
    const { error: said } = errorBody(error);
    return `event: error\ndata: ${JSON.stringify({ ...said, type: "error", error: said })}\n\n`;
  },
  end: "",
};

/** `POST …/responses`: the common part of OpenAI's Responses API, as a chat. */
export async function responses({ calls, body, options, may }: Asked): Promise<Answer> {
  const { tenant } = options;
  const memory = calls.items;
  const decoded = decodeRequest(body, {
    find: (id) => memory.find(id, tenant),
    mayNative: may("native"),
  });
  if (!may("native")) checkFiles(decoded);
  const [lost] = decoded.warnings;
  if (lost !== undefined && calls.strict) refuse(lost.param ?? "body", `${lost.message} (strict)`, "unsupported");
  const answer = await calls.chat(decoded.chat, { ...options, markers: false });
  // Nobody guesses an id, so that without tenants items are their own client's, too.
  const key = crypto.randomUUID().replaceAll("-", "");
  const subject: Subject = { body, key, mayReport: may("report"), ...decoded };
  const keep = decoded.keepsItems ? (items: readonly Fields[]) => memory.keep(items, tenant) : () => {};
  const { data } = answer;
  if (isEvents(data)) return { ...answer, data: streamed(data, { subject, keep }) };
  const response = encodeResponse(record(data), subject);
  keep(list(response.output).map(record));
  return { ...answer, data: response };
}

/** By now the input's parts are a chat's. */
function checkFiles({ chat }: Decoded): void {
  for (const message of list(chat.messages)) {
    if (keptFileIn(record(message).content) < 0) continue;
    throw forbidden('a file that is kept by the provider is not open to you: it needs the grant "native"');
  }
}

interface Context {
  readonly subject: Subject;
  keep(items: readonly Fields[]): void;
}

/** Each chunk makes any number of events, which are given out one by one. */
function streamed(chunks: Events, { subject, keep }: Context): Events {
  return {
    controller: chunks.controller,
    [Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]();
      const encoder = eventEncoder(subject);
      let waiting: ResponseEvent[] = [];
      let isOver = false;
      let failure: { readonly error: unknown } | undefined;
      const more = async () => {
        try {
          const { done, value } = await iterator.next();
          if (!done) return encoder.chunk(record(value));
        } catch (error) {
          failure = { error };
          return encoder.fail(toldOf(subject.mayReport ? error : publicError(error)));
        }
        isOver = true;
        if (isAborted(chunks.controller)) return [];
        const events = encoder.end();
        keep(encoder.items());
        return events;
      };
      return {
        async next() {
          while (waiting.length === 0 && !isOver) {
            if (failure !== undefined) {
              isOver = true;
              throw failure.error;
            }
            waiting = [...(await more())];
          }
          const value = waiting.shift();
          return value === undefined ? { done: true, value } : { done: false, value };
        },
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/** OpenAI's two words for what breaks an answer. */
function toldOf(error: unknown) {
  const isLimit = isLlmuxError(error) && error.kind === "rate_limit";
  return { code: isLimit ? "rate_limit_exceeded" : "server_error", message: errorBody(error).error.message };
}
