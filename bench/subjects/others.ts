import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { MODELS } from "../scenarios.ts";
import { type MakeSubject, PROMPT } from "./subject.ts";

/** Packages with a tree of their own, so that nobody who works on the library has to install them. */
async function load<Module>(name: string): Promise<Module> {
  const { resolve } = createRequire(`${process.env.LLMUX_BENCH_CLIENTS}/package.json`);
  return (await import(pathToFileURL(resolve(name)).href)) as Module;
}

interface Ai {
  generateText(options: object): Promise<{ text: string }>;
  streamText(options: object): { textStream: AsyncIterable<string> };
}
interface AiOpenAI {
  createOpenAI(options: object): { chat(model: string): unknown };
}

const aiSdk: MakeSubject = async (root) => {
  const { generateText, streamText } = await load<Ai>("ai");
  const { createOpenAI } = await load<AiOpenAI>("@ai-sdk/openai");
  const model = createOpenAI({ apiKey: "bench", baseURL: `${root}/v1` }).chat(MODELS.openai);
  return async (isStream, onFirst) => {
    if (!isStream) return (await generateText({ model, prompt: PROMPT })).text;
    let text = "";
    for await (const piece of streamText({ model, prompt: PROMPT }).textStream) {
      onFirst();
      text += piece;
    }
    return text;
  };
};

interface LangChain {
  ChatOpenAI: new (
    options: object,
  ) => {
    invoke(prompt: string): Promise<{ content: string }>;
    stream(prompt: string): Promise<AsyncIterable<{ content: string }>>;
  };
}

const langChain: MakeSubject = async (root) => {
  const { ChatOpenAI } = await load<LangChain>("@langchain/openai");
  const configuration = { baseURL: `${root}/v1` };
  const model = new ChatOpenAI({ model: MODELS.openai, apiKey: "bench", configuration });
  return async (isStream, onFirst) => {
    if (!isStream) return (await model.invoke(PROMPT)).content;
    let text = "";
    for await (const piece of await model.stream(PROMPT)) {
      onFirst();
      text += piece.content;
    }
    return text;
  };
};

export const OTHERS: Readonly<Record<string, MakeSubject>> = {
  "Vercel AI SDK": aiSdk,
  "LangChain ChatOpenAI": langChain,
};
