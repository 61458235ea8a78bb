import { runCases } from "./cases/run.ts";
import { llamaindexDriver } from "./drivers/llamaindex.ts";

runCases(llamaindexDriver);
