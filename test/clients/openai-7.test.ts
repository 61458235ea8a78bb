import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { runCases } from "./cases/run.ts";
import { openaiDriver, type ZodHelpers } from "./drivers/openai.ts";

runCases(openaiDriver("openai 7", OpenAI, { zodResponseFormat } as unknown as ZodHelpers));
