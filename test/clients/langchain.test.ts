import { runCases } from "./cases/run.ts";
import { langchainDriver } from "./drivers/langchain.ts";

runCases(langchainDriver("@langchain/openai"));
