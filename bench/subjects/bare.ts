import { MODELS } from "../scenarios.ts";
import { type MakeSubject, MESSAGES } from "./subject.ts";

/**
 * The least that a client can do which hands on events as they come: a request over undici, its bytes cut at empty lines, each
 * event parsed. Neither errors, nor encodings, nor promises for its reader.
 */
const undiciAlone: MakeSubject = async (root) => {
  const { Pool } = await import("undici");
  const pool = new Pool(root);
  const headers = { "content-type": "application/json", authorization: "Bearer bench" };
  const whole = JSON.stringify({ model: MODELS.openai, messages: MESSAGES });
  const streamed = JSON.stringify({ model: MODELS.openai, messages: MESSAGES, stream: true });
  return (isStream, onFirst) =>
    new Promise((resolve, reject) => {
      let text = "";
      let rest = "";
      const read = (event: string) => {
        if (!event.startsWith("data: {")) return;
        onFirst();
        text += JSON.parse(event.slice("data: ".length)).choices[0]?.delta.content ?? "";
      };
      const request = {
        path: "/v1/chat/completions",
        method: "POST",
        headers,
        body: isStream ? streamed : whole,
      } as const;
      pool.dispatch(request, {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData(_, bytes) {
          rest += bytes.toString();
          if (!isStream) return;
          const events = rest.split("\n\n");
          rest = events.pop() ?? "";
          for (const event of events) read(event);
        },
        onResponseEnd() {
          resolve(isStream ? text : JSON.parse(rest).choices[0].message.content);
        },
        onResponseError(_, error) {
          reject(error);
        },
      });
    });
};

/** What no client goes below. */
export const BARE: Readonly<Record<string, MakeSubject>> = { "undici alone": undiciAlone };
