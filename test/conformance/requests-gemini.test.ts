import { describe, expect, it } from "vitest";
import { events, json } from "./frames.ts";
import { geminiResponse } from "./healthy.ts";
import { HI, openStage } from "./stage.ts";

const { ask } = openStage();
const FLASH = "gemini/gemini-3.8-flash";
const FLASH_2_5 = "gemini/gemini-2.5-flash";
const ARGON = "gemini/gemini-4-argon";
const SENTINEL = "skip_thought_signature_validator";

interface Part {
  readonly functionCall?: Record<string, unknown>;
  readonly functionResponse?: Record<string, unknown>;
  readonly thoughtSignature?: string;
  readonly text?: string;
}

const look = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };
const call = (id: string) => ({ id, type: "function", function: { name: "look", arguments: "{}" } });
const user = (content: unknown) => ({ role: "user", content });
const assistant = (...ids: string[]) => ({ role: "assistant", content: null, tool_calls: ids.map(call) });
const result = (id: string, content: unknown) => ({ role: "tool", tool_call_id: id, content });
const partsOf = (body: Readonly<Record<string, unknown>>, at: number): Part[] =>
  (body.contents as { parts: Part[] }[]).at(at)?.parts ?? [];
const config = (body: Readonly<Record<string, unknown>>) => body.generationConfig as Record<string, unknown>;

/** Two turns: what the model answered first, and what it is sent next, with a result for each call. */
async function replay(parts: readonly object[], model = FLASH) {
  const { completion } = await ask(model, { tools: [look] }, { answers: [json(geminiResponse(parts))] });
  const { message } = completion.choices[0]!;
  const results = (message.tool_calls ?? []).map(({ id }) => result(id, "1"));
  return ask(model, { messages: [...HI, message, ...results], tools: [look] });
}

describe("gemini · tools", () => {
  it("case 28: a result bears its call's name; an object stays one, anything else is the output", async () => {
    const contents = { a: "42", b: '{"a":1}', c: "[1]" };
    const results = Object.entries(contents).map(([id, content]) => result(id, content));
    const { body } = await ask(FLASH_2_5, { messages: [...HI, assistant("a", "b", "c"), ...results] });
    expect(partsOf(body, -1)).toEqual([
      { functionResponse: { name: "look", response: { output: "42" } } },
      { functionResponse: { name: "look", response: { a: 1 } } },
      { functionResponse: { name: "look", response: { output: "[1]" } } },
    ]);
  });

  it("case 29: an id that Google gave goes back on call and result, one of ours does not", async () => {
    const given = await replay([{ functionCall: { name: "look", args: {}, id: "g-1" } }]);
    expect(partsOf(given.body, -2)[0]?.functionCall?.id).toBe("g-1");
    expect(partsOf(given.body, -1)[0]?.functionResponse?.id).toBe("g-1");
    const ours = await replay([{ functionCall: { name: "look", args: {} } }]);
    expect(partsOf(ours.body, -2)[0]?.functionCall).not.toHaveProperty("id");
    expect(partsOf(ours.body, -1)[0]?.functionResponse).not.toHaveProperty("id");
  });

  it("case 35: a function without parameters has no schema of either kind", async () => {
    const { body } = await ask(FLASH, { tools: [{ type: "function", function: { name: "now" } }, look] });
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: "now" }, { name: "look" }] }]);
  });

  it("case 36: a named tool is the only allowed one; `allowed_tools` validates a list", async () => {
    const named = await ask(FLASH, { tools: [look], tool_choice: { type: "function", function: { name: "look" } } });
    expect(named.body.toolConfig).toEqual({ functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["look"] } });
    const allowed_tools = { mode: "auto", tools: [{ type: "function", function: { name: "look" } }] };
    const some = await ask(FLASH, { tools: [look], tool_choice: { type: "allowed_tools", allowed_tools } });
    expect(some.body.toolConfig).toEqual({
      functionCallingConfig: { mode: "VALIDATED", allowedFunctionNames: ["look"] },
    });
  });
});

describe("gemini · reasoning", () => {
  it("case 30: parallel calls are signed where they were, and nowhere else", async () => {
    const { body } = await replay([
      { functionCall: { name: "look", args: { at: 1 } }, thoughtSignature: "sig-1" },
      { functionCall: { name: "look", args: { at: 2 } } },
    ]);
    expect(partsOf(body, -2).map((part) => part.thoughtSignature)).toEqual(["sig-1", undefined]);
  });

  it("case 31: calls from elsewhere get the sentinel, on the first call of each step of this turn, from Gemini 3 on", async () => {
    const messages = [
      user("old"),
      assistant("o"),
      result("o", "1"),
      { role: "assistant", content: "so" },
      user("new"),
      assistant("a", "b"),
      result("a", "1"),
      result("b", "2"),
      assistant("c"),
      result("c", "3"),
    ];
    const signatures = (body: Readonly<Record<string, unknown>>) =>
      (body.contents as { parts: Part[] }[])
        .flatMap(({ parts }) => parts)
        .filter((part) => part.functionCall)
        .map((part) => part.thoughtSignature);
    const three = await ask(FLASH, { messages, tools: [look] });
    expect(signatures(three.body)).toEqual([undefined, SENTINEL, undefined, SENTINEL]);
    const older = await ask(FLASH_2_5, { messages, tools: [look] });
    expect(signatures(older.body)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("case 33: an effort is a budget for 2.5 and a level later, never both", async () => {
    const thinking = async (model: string) =>
      config((await ask(model, { reasoning_effort: "low" })).body).thinkingConfig;
    expect(await thinking(FLASH_2_5)).toMatchObject({ thinkingBudget: 1_024 });
    expect(await thinking(FLASH_2_5)).not.toHaveProperty("thinkingLevel");
    for (const model of ["gemini/gemini-3.5-flash", ARGON]) {
      expect(await thinking(model)).toMatchObject({ thinkingLevel: "LOW" });
      expect(await thinking(model)).not.toHaveProperty("thinkingBudget");
    }
    for (const reasoning_effort of ["none", "minimal", "max"]) {
      const { body } = await ask(ARGON, { reasoning_effort });
      expect(config(body).thinkingConfig).not.toHaveProperty("thinkingBudget");
    }
  });

  it("case 54: a signature on a last empty text is no content, and goes back on an empty text", async () => {
    const answers = [
      events("gemini", [
        geminiResponse([{ text: "hello" }], {}, { finishReason: undefined }),
        geminiResponse([{ text: "", thoughtSignature: "sig-2" }]),
      ]),
    ];
    const { chunks } = await ask(FLASH, { stream: true }, { answers });
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.filter(({ content }) => content)).toHaveLength(1);
    const provider_state = deltas.find((delta) => delta.provider_state)?.provider_state;
    const message = { role: "assistant", content: "hello", provider_state };
    const { body } = await ask(FLASH, { messages: [...HI, message, user("and?")] });
    expect(partsOf(body, 1)).toEqual([{ text: "hello" }, { text: "", thoughtSignature: "sig-2" }]);
  });
});

describe("gemini · parameters", () => {
  it("case 32: five stop sequences go; an empty logit_bias is nothing, a full one is a warning", async () => {
    const { body, warned } = await ask(FLASH, { stop: ["1", "2", "3", "4", "5", "6"] });
    expect(config(body).stopSequences).toEqual(["1", "2", "3", "4", "5"]);
    expect(warned).toEqual(["stop"]);
    expect((await ask(FLASH, { logit_bias: {} })).warned).toEqual([]);
    expect((await ask(FLASH, { logit_bias: { 1: 5 } })).warned).toEqual(["logit_bias"]);
  });
});

describe("gemini · structured output", () => {
  it("case 34: schemas go as they are, for tools and for answers", async () => {
    const schema = {
      type: "object",
      properties: { at: { $ref: "#/$defs/at" } },
      required: ["at"],
      additionalProperties: false,
      $defs: { at: { type: "string" } },
    };
    const parameters = { type: "function", function: { name: "look", parameters: schema } };
    const { body } = await ask(FLASH, { tools: [parameters] });
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: "look", parametersJsonSchema: schema }] }]);
    const response_format = { type: "json_schema", json_schema: { name: "it", schema } };
    const answer = await ask(FLASH, { response_format });
    expect(config(answer.body)).toEqual({ responseMimeType: "application/json", responseJsonSchema: schema });
  });
});

describe("gemini · messages", () => {
  it("case 37: system text alone is no conversation, and an empty turn is not sent", async () => {
    const alone = await ask(FLASH, { messages: [{ role: "system", content: "be" }] });
    expect(alone.error).toMatchObject({ kind: "unsupported" });
    expect(alone.sent).toHaveLength(0);
    const { body } = await ask(FLASH, {
      messages: [user(""), user("a"), { role: "assistant", content: "" }, user("b")],
    });
    expect(body.contents).toEqual([{ role: "user", parts: [{ text: "a" }, { text: "b" }] }]);
  });
});
