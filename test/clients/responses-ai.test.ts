import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAI as createOpenAIFor6 } from "@ai-sdk/openai-for-ai-6";
import type { EmbeddingModel, LanguageModel } from "ai";
import * as sdk from "ai";
import * as sdk6 from "ai-6";
import { runCases } from "./cases/run.ts";
import { aiSdkDriver, type Sdk } from "./drivers/ai-sdk.ts";

const stop = "the API has no stop sequences";

runCases(
  aiSdkDriver(
    "ai 7, openai()",
    sdk,
    (fetch) => {
      const provider = createOpenAI({ apiKey: "-", fetch });
      return { chat: (id) => provider(id), embedding: (id) => provider.embedding(id) };
    },
    { stop },
  ),
);

runCases(
  aiSdkDriver(
    "ai 6, openai()",
    sdk6 as unknown as Sdk,
    (fetch) => {
      const provider = createOpenAIFor6({ apiKey: "-", fetch });
      return {
        chat: (id) => provider(id) as unknown as LanguageModel,
        embedding: (id) => provider.embedding(id) as unknown as EmbeddingModel,
      };
    },
    { stop },
  ),
);
