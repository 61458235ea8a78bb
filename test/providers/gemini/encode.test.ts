import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatRequest } from "../../../src/contract/chat.ts";
import { encoded } from "./kit.ts";

const weather = { type: "function", function: { name: "weather", parameters: schemaOf("city") } } as const;

function schemaOf(name: string) {
  return { type: "object", properties: { [name]: { type: "string" } }, required: [name], additionalProperties: false };
}

function refusal(request: Partial<ChatRequest>, model?: string): { kind?: string; param?: string; message?: string } {
  try {
    encoded(request, model);
  } catch (error) {
    return error as object;
  }
  return {};
}

describe("messages", () => {
  it("sends text, the system run and several turns", () => {
    const { body, warnings } = encoded({
      messages: [
        { role: "system", content: "a" },
        { role: "developer", content: [{ type: "text", text: "b" }] },
        { role: "user", content: "q1" },
        { role: "assistant", content: "a1" },
        { role: "user", content: [{ type: "text", text: "q2" }] },
      ],
    });
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: "a" }, { text: "b" }] },
      contents: [
        { role: "user", parts: [{ text: "q1" }] },
        { role: "model", parts: [{ text: "a1" }] },
        { role: "user", parts: [{ text: "q2" }] },
      ],
    });
    expect(warnings).toEqual([]);
  });

  it("puts system text into the first user turn for Gemma", () => {
    const messages: ChatMessage[] = [
      { role: "system", content: "be brief" },
      { role: "user", content: "hi" },
    ];
    expect(encoded({ messages }, "gemma-4-27b-it").body).toEqual({
      contents: [{ role: "user", parts: [{ text: "be brief" }, { text: "hi" }] }],
    });
  });

  it("sends later system text as user text in place, with a warning", () => {
    const { body, warnings } = encoded({
      messages: [
        { role: "user", content: "q" },
        { role: "assistant", content: "a" },
        { role: "system", content: "late" },
        { role: "user", content: "q2" },
      ],
    });
    expect(body.systemInstruction).toBeUndefined();
    expect(body.contents[2]).toEqual({ role: "user", parts: [{ text: "late" }, { text: "q2" }] });
    expect(warnings).toMatchObject([{ code: "changed_param", target: "gemini/gemini-3.8-flash" }]);
  });

  it("says that a last assistant message may not be continued, or asks for it under compat.continue", () => {
    const messages = [
      { role: "user", content: "q" },
      { role: "assistant", content: "The answer" },
    ] as const;
    const plain = encoded({ messages: [...messages] });
    expect(plain.body.contents.at(-1)).toEqual({ role: "model", parts: [{ text: "The answer" }] });
    expect(plain.warnings).toMatchObject([{ code: "emulated_param", param: "messages" }]);
    const continued = encoded({ messages: [...messages] }, undefined, { compat: { continue: true } });
    expect(continued.body.contents).toEqual([...plain.body.contents, { role: "user", parts: [{ text: "Continue." }] }]);
    expect(continued.warnings).toMatchObject([{ code: "changed_param", param: "messages" }]);
  });

  it("refuses a tool of a type it has not, and says where native ones go", () => {
    const tools = [{ type: "web_search" }] as never;
    expect(refusal({ tools })).toMatchObject({ kind: "unsupported", param: "tools" });
    expect(refusal({ tools })).toMatchObject({ message: expect.stringContaining("provider_options.gemini.tools") });
  });

  it("refuses a conversation of system messages only, and sends no empty turn", () => {
    expect(refusal({ messages: [{ role: "system", content: "x" }] })).toMatchObject({ kind: "unsupported" });
    const { body } = encoded({
      messages: [
        { role: "user", content: "q" },
        { role: "assistant", content: "" },
        { role: "user", content: [{ type: "text", text: "" }] },
        { role: "user", content: "q2" },
      ],
    });
    expect(body.contents).toEqual([{ role: "user", parts: [{ text: "q" }, { text: "q2" }] }]);
  });

  it("inlines data URLs and audio, refers to files Google can read, refuses other addresses", () => {
    const part = (url: string) => ({ type: "image_url" as const, image_url: { url, detail: "high" as const } });
    const { body } = encoded({
      messages: [
        {
          role: "user",
          content: [
            part("data:image/png;charset=x;base64,aGk="),
            part("https://youtu.be/abc"),
            { type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } },
            { type: "file", file: { file_data: "data:application/pdf;base64,JVBE", filename: "a.pdf" } },
            { type: "file", file: { file_id: "https://generativelanguage.googleapis.com/v1beta/files/abc" } },
          ],
        },
      ],
    });
    expect(body.contents[0]?.parts).toEqual([
      { inlineData: { mimeType: "image/png", data: "aGk=" } },
      { fileData: { fileUri: "https://youtu.be/abc" } },
      { inlineData: { mimeType: "audio/mp3", data: "AAAA" } },
      { inlineData: { mimeType: "application/pdf", data: "JVBE" } },
      { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc" } },
    ]);
    for (const url of [
      "http://example.com/a.png",
      "https://example.com/a.png",
      "https://evil.test/youtube.com/watch?",
    ]) {
      const error = refusal({ messages: [{ role: "user", content: [part(url)] }] });
      expect(error).toMatchObject({ kind: "unsupported", param: "image_url" });
      expect(error.message).toContain("messages[0].content[0]");
    }
    const file = { type: "file", file: { file_id: "file-abc" } } as const;
    expect(refusal({ messages: [{ role: "user", content: [file] }] })).toMatchObject({ kind: "unsupported" });
  });

  it("leaves an image out with a warning where the target drops images", () => {
    const content = [
      { type: "image_url" as const, image_url: { url: "https://example.com/a.png" } },
      { type: "text" as const, text: "see?" },
    ];
    const { body, codes } = encoded({ messages: [{ role: "user", content }] }, undefined, { drop: ["image_url"] });
    expect(body.contents[0]?.parts).toEqual([{ text: "see?" }]);
    expect(codes).toEqual(["image_url"]);
  });

  it("warns of names and of a last assistant message, refuses a call in front", () => {
    const { codes } = encoded({
      messages: [
        { role: "user", name: "ann", content: "q" },
        { role: "assistant", content: "so" },
      ],
    });
    expect(codes).toEqual(["messages[0].name", "messages"]);
    const call = { id: "c1", type: "function", function: { name: "weather", arguments: "{}" } } as const;
    const messages: ChatMessage[] = [
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "x" },
    ];
    expect(refusal({ messages })).toMatchObject({ kind: "unsupported", param: "messages" });
  });

  it("does not change the request", () => {
    const request: ChatRequest = {
      model: "gemini",
      messages: [{ role: "user", content: [{ type: "text", text: "q" }] }],
      tools: [weather],
      stop: ["a", "", "b"],
      provider_options: { gemini: { generationConfig: { mediaResolution: "MEDIA_RESOLUTION_LOW" } } },
    };
    const before = structuredClone(request);
    encoded(request);
    expect(request).toEqual(before);
  });
});

describe("tools", () => {
  it("schemas go through untouched in the JSON Schema fields", () => {
    const { properties, ...rest } = schemaOf("city");
    const x = { $ref: "#/$defs/x" };
    const parameters = { ...rest, properties: { ...properties, x }, $defs: { x: { type: "string" } } };
    const { body } = encoded({
      tools: [{ type: "function", function: { name: "f", description: "d", parameters } }],
      response_format: { type: "json_schema", json_schema: { name: "n", strict: true, schema: parameters } },
    });
    expect(body.tools).toEqual([
      { functionDeclarations: [{ name: "f", description: "d", parametersJsonSchema: parameters }] },
    ]);
    expect(body.generationConfig).toEqual({ responseMimeType: "application/json", responseJsonSchema: parameters });
  });

  it("leaves `$schema` out, which the subset has not", () => {
    const parameters = { $schema: "http://json-schema.org/draft-07/schema#", ...schemaOf("city") };
    const { body } = encoded({ tools: [{ type: "function", function: { name: "f", parameters } }] });
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: "f", parametersJsonSchema: schemaOf("city") }] }]);
  });

  it("a function without parameters has no schema", () => {
    const empty = { type: "object", properties: {}, additionalProperties: false, $schema: "x" };
    const { body } = encoded({
      tools: [
        { type: "function", function: { name: "a" } },
        { type: "function", function: { name: "b", parameters: empty } },
      ],
    });
    expect(body.tools).toEqual([{ functionDeclarations: [{ name: "a" }, { name: "b" }] }]);
  });

  it.each([
    ["auto", { mode: "AUTO" }],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
  ] as const)("tool_choice %s", (tool_choice, functionCallingConfig) => {
    expect(encoded({ tools: [weather], tool_choice }).body.toolConfig).toEqual({ functionCallingConfig });
  });

  it("a named choice is ANY of one name, allowed_tools auto is VALIDATED of a list", () => {
    const named = { type: "function", function: { name: "weather" } } as const;
    expect(encoded({ tools: [weather], tool_choice: named }).body.toolConfig).toEqual({
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] },
    });
    const allowed = (mode: "auto" | "required") =>
      encoded({ tools: [weather], tool_choice: { type: "allowed_tools", allowed_tools: { mode, tools: [named] } } });
    expect(allowed("auto").body.toolConfig).toEqual({
      functionCallingConfig: { mode: "VALIDATED", allowedFunctionNames: ["weather"] },
    });
    expect(allowed("required").body.toolConfig).toMatchObject({ functionCallingConfig: { mode: "ANY" } });
  });

  it("strict tools are validated while the choice is free", () => {
    const strict = { type: "function", function: { ...weather.function, strict: true } } as const;
    expect(encoded({ tools: [strict] }).body.toolConfig).toEqual({ functionCallingConfig: { mode: "VALIDATED" } });
    expect(encoded({ tools: [strict], tool_choice: "none" }).body.toolConfig).toEqual({
      functionCallingConfig: { mode: "NONE" },
    });
  });

  it("a custom tool becomes a function with one text", () => {
    const grammar = { definition: "start: /x/", syntax: "lark" } as const;
    const custom = { name: "sql", description: "runs", format: { type: "grammar" as const, grammar } };
    const { native, body, codes } = encoded({ tools: [{ type: "custom", custom }] });
    expect(native.custom).toEqual(["sql"]);
    const [{ functionDeclarations }] = body.tools as [{ functionDeclarations: { description: string }[] }];
    expect(functionDeclarations).toMatchObject([
      { name: "sql", parametersJsonSchema: { properties: { input: { type: "string" } }, required: ["input"] } },
    ]);
    expect(functionDeclarations[0]?.description).toMatch(/^runs\n\n.*lark.*\nstart: \/x\/$/);
    expect(codes).toEqual(["tools"]);
  });

  it("web search is a built-in tool, beside functions only from Gemini 3 on", () => {
    expect(encoded({ web_search_options: {} }).body.tools).toEqual([{ googleSearch: {} }]);
    const mixed = encoded({ web_search_options: { search_context_size: "high" }, tools: [weather] });
    expect(mixed.body.toolConfig).toEqual({
      functionCallingConfig: { mode: "VALIDATED" },
      includeServerSideToolInvocations: true,
    });
    expect(mixed.codes).toEqual(["web_search_options"]);
    expect(refusal({ web_search_options: {}, tools: [weather] }, "gemini-2.5-flash")).toMatchObject({
      kind: "unsupported",
      param: "web_search_options",
    });
  });

  it("warns that parallel calls cannot be turned off", () => {
    expect(encoded({ tools: [weather], parallel_tool_calls: false }).codes).toEqual(["parallel_tool_calls"]);
    expect(encoded({ tools: [weather], parallel_tool_calls: true }).codes).toEqual([]);
  });
});

describe("response format", () => {
  it("asks for JSON, with or without a schema", () => {
    expect(encoded({ response_format: { type: "text" } }).body.generationConfig).toBeUndefined();
    expect(encoded({ response_format: { type: "json_object" } }).body.generationConfig).toEqual({
      responseMimeType: "application/json",
    });
  });

  it("of another type is refused", () => {
    const response_format = { type: "grammar", grammar: "root ::= x" } as never;
    expect(refusal({ response_format })).toMatchObject({ kind: "unsupported", param: "response_format" });
  });

  it("is left out with a warning beside tools up to Gemini 2.5", () => {
    const request = { tools: [weather], response_format: { type: "json_object" as const } };
    const old = encoded(request, "gemini-2.5-pro");
    expect(old.body.generationConfig).toBeUndefined();
    expect(old.codes).toEqual(["response_format"]);
    expect(encoded(request).codes).toEqual([]);
  });
});
