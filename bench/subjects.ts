import { MODELS, type Wire } from "./scenarios.ts";

/** Makes one call and gives the answer's text. */
export type Subject = (stream: boolean) => Promise<string>;

const PROMPT = "Say lorem ipsum a hundred times.";
const messages = [{ role: "user" as const, content: PROMPT }];

/** A provider's own SDK, used as its README says. `root` is the server's address. */
export const RAW: Readonly<Record<Wire, (root: string) => Promise<Subject>>> = {
  async openai(root) {
    const { default: OpenAI } = await import("openai");
    const { completions } = new OpenAI({ apiKey: "bench", baseURL: `${root}/v1` }).chat;
    const body = { model: MODELS.openai, messages };
    return async (isStream) => {
      if (!isStream) return (await completions.create(body)).choices[0]?.message.content ?? "";
      let text = "";
      const stream = await completions.create({ ...body, stream: true, stream_options: { include_usage: true } });
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
      return text;
    };
  },
  async anthropic(root) {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({ apiKey: "bench", baseURL: root });
    const body = { model: MODELS.anthropic, messages, max_tokens: 1_000 };
    return async (isStream) => {
      let text = "";
      if (!isStream) {
        for (const block of (await client.messages.create(body)).content) if (block.type === "text") text += block.text;
        return text;
      }
      for await (const event of await client.messages.create({ ...body, stream: true }))
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
      return text;
    };
  },
  async gemini(root) {
    const { GoogleGenAI } = await import("@google/genai");
    const { models } = new GoogleGenAI({ apiKey: "bench", vertexai: false, httpOptions: { baseUrl: root } });
    const request = { model: MODELS.gemini, contents: PROMPT };
    return async (isStream) => {
      if (!isStream) return (await models.generateContent(request)).text ?? "";
      let text = "";
      for await (const piece of await models.generateContentStream(request)) text += piece.text ?? "";
      return text;
    };
  },
};

/** llmux with nothing configured but the address. */
export async function routed(root: string, wire: Wire): Promise<Subject> {
  const { createRouter } = await import("llmux");
  const baseURL = wire === "openai" ? `${root}/v1` : root;
  const { completions } = createRouter({ providers: { [wire]: { apiKey: "bench", baseURL } } }).chat;
  const body = { model: `${wire}/${MODELS[wire]}`, messages, max_tokens: 1_000 };
  return async (isStream) => {
    if (!isStream) return (await completions.create(body)).choices[0]?.message.content ?? "";
    let text = "";
    for await (const { choices } of await completions.create({ ...body, stream: true }))
      text += choices[0]?.delta.content ?? "";
    return text;
  };
}
