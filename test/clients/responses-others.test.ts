import { runCases } from "./cases/run.ts";
import { agentsDriver } from "./drivers/agents.ts";
import { langchainDriver } from "./drivers/langchain.ts";

runCases(agentsDriver("@openai/agents, responses", "responses"));
runCases(langchainDriver("@langchain/openai, responses", { useResponsesApi: true }));
