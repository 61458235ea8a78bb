import type { Model as OpenAIModel } from "openai/resources/models";

/** A name that a call may use, in the shape of OpenAI's `models`. */
export type Model = OpenAIModel;
