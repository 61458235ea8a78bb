import type OpenAI7 from "openai";
import OpenAI from "openai-6";
import { zodResponseFormat } from "openai-6/helpers/zod";
import { runCases } from "./cases/run.ts";
import { openaiDriver, type ZodHelpers } from "./drivers/openai.ts";

runCases(openaiDriver("openai 6", OpenAI as unknown as typeof OpenAI7, { zodResponseFormat } as unknown as ZodHelpers));
