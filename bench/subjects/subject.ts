import { MODELS, type Wire } from "../scenarios.ts";

/** Makes one call and gives the answer's text; `onFirst` is told of each piece of a stream. */
export type Subject = (stream: boolean, onFirst: () => void) => Promise<string>;

/** Makes a subject that calls the server at `root`. */
export type MakeSubject = (root: string) => Promise<Subject>;

export const PROMPT = "Say lorem ipsum a hundred times.";
export const MESSAGES = [{ role: "user" as const, content: PROMPT }];

/** A conversation of so many messages. */
export function conversation(messages: number): { role: "user" | "assistant"; content: string }[] {
  return Array.from({ length: messages }, (_, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content: PROMPT }));
}

/** Some 100 kB of a conversation. */
export const LONG = Array.from({ length: 100 }, (_, index) => ({
  role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
  content: `${index} `.repeat(300),
}));

/** Where a client of this wire looks: OpenAI's address includes the version. */
export function addressOf(root: string, wire: Wire): string {
  return wire === "openai" ? `${root}/v1` : root;
}

export function modelOf(wire: Wire): string {
  return `${wire}/${MODELS[wire]}`;
}
