import { runCases } from "./cases/run.ts";
import { agentsDriver } from "./drivers/agents.ts";

runCases(agentsDriver("@openai/agents, chat", "chat"));
