import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import OpenAI6 from "openai-6";
import { zodTextFormat as zodTextFormat6 } from "openai-6/helpers/zod";
import { runCases } from "./cases/run.ts";
import { openaiResponsesDriver, type TextHelpers } from "./drivers/openai-responses.ts";

const helpers = { zodTextFormat } as unknown as TextHelpers;
const helpers6 = { zodTextFormat: zodTextFormat6 } as unknown as TextHelpers;

runCases(openaiResponsesDriver("openai 7, responses", OpenAI, helpers));
runCases(openaiResponsesDriver("openai 6, responses", OpenAI6 as unknown as typeof OpenAI, helpers6));
