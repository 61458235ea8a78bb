import { expect, it } from "vitest";
import { events } from "../frames.ts";
import { geminiResponse } from "../healthy.ts";
import { openStage } from "../stage.ts";

const { ask } = openStage();

/** The SDK looks for the end of an event's line by an expression whose dot these end, too. Google writes them escaped. */
it.each(["\u2028", "\u2029"])(
  "%j bare in a stream is no end of it: the older SDK cannot read on",
  async (separator) => {
    const list = [
      geminiResponse([{ text: "a" }], {}, { finishReason: undefined }),
      geminiResponse([{ text: `b${separator}c` }]),
    ];
    const bare = events("gemini", list);
    const escaped = events(
      "gemini",
      list.map((event) => JSON.stringify(event).replaceAll(separator, `\\u${separator.codePointAt(0)!.toString(16)}`)),
    );
    const words = async (answers: (typeof bare)[], sdk: "@google/genai" | "@google/generative-ai") => {
      const { chunks, error } = await ask("gemini/gemini-3.8-flash", { stream: true }, { answers, sdk });
      const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
      return error ? `${text} … ${error.kind}` : text;
    };
    expect(await words([bare], "@google/genai")).toBe(`ab${separator}c`);
    expect(await words([escaped], "@google/generative-ai")).toBe(`ab${separator}c`);
    expect(await words([bare], "@google/generative-ai")).toBe("a … server_error");
  },
);
