import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of embeddings, on the wires of OpenAI and Gemini. */
export interface VectorServer {
  /** In the form each SDK wants. */
  readonly baseURL: { readonly openai: string; readonly gemini: string };
  close(): Promise<void>;
}

/** A vector that says which text it is of, in numbers that survive 32 bits. */
export function vectorOf(text: string): number[] {
  return [text.length, (text.codePointAt(0) ?? 0) / 1024, 0.5, -0.25];
}

export async function startVectorServer(): Promise<VectorServer> {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const answer = answerTo(request.url ?? "", JSON.parse(text));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseURL: { openai: `${root}/v1`, gemini: root },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface OpenAIBody {
  readonly input: string | readonly string[];
  readonly encoding_format?: string;
  readonly model: string;
}

interface GeminiBody {
  readonly requests: readonly { readonly content: { readonly parts: readonly { readonly text: string }[] } }[];
}

function answerTo(url: string, body: unknown): unknown {
  if (url.includes(":batchEmbedContents")) {
    const texts = (body as GeminiBody).requests.map(({ content }) => content.parts.map(({ text }) => text).join(""));
    return { embeddings: texts.map((text) => ({ values: vectorOf(text) })) };
  }
  const { input, encoding_format, model } = body as OpenAIBody;
  const written = (vector: number[]) =>
    encoding_format === "base64" ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
  const data = [input]
    .flat()
    .map((text, index) => ({ object: "embedding", index, embedding: written(vectorOf(text)) }));
  return { object: "list", model, data, usage: { prompt_tokens: data.length, total_tokens: data.length } };
}
