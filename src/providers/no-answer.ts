import { LlmuxError } from "../contract/errors.ts";

/** Says what came in place of an answer. */
export function notAnAnswer(target: string, body: unknown, wanted: string): LlmuxError {
  return new LlmuxError("server_error", `${target} answered with ${describeBody(body)} where ${wanted} was expected`);
}

/** Names what came, briefly: of an object its fields, of a page what a reader would see of it. */
export function describeBody(body: unknown): string {
  if (body === undefined || body === null || body === "") return body === null ? "null" : "an empty body";
  if (Array.isArray(body)) return "an array";
  if (typeof body === "object") return `an object with ${Object.keys(body).slice(0, 8).join(", ") || "nothing in it"}`;
  const text = String(body).trimStart();
  if (!text.startsWith("<")) return `the ${typeof body} ${JSON.stringify(excerpt(text))}`;
  // A page's styles and scripts are no text.
  const visible = text
    .slice(0, 20_000)
    .replace(/<(style|script)\b[^<>]*>[^<]*/gi, " ")
    .replace(/<[^<>]*>/g, " ");
  return `an HTML page (${JSON.stringify(excerpt(visible))})`;
}

function excerpt(text: string): string {
  return text.slice(0, 4_000).replace(/\s+/g, " ").trim().slice(0, 120);
}
