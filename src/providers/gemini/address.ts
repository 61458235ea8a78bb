import { environment } from "../../lib/environment.ts";

/** The SDK's default (RequestUrl in 0.24.1). */
const DEFAULT_BASE = "https://generativelanguage.googleapis.com";
export const API_VERSION = "v1beta";

/** The root address, without the version that the SDK writes after it: configured, else GOOGLE_GEMINI_BASE_URL, which Google's newer SDK reads, else Google's. */
export function baseOf(configured: string | undefined): string {
  return (configured || environment("GOOGLE_GEMINI_BASE_URL") || DEFAULT_BASE).replace(/(\/v1(alpha|beta)?)?\/*$/, "");
}

/** What is asked of a model, as the address ends. */
export type Task = "generateContent" | "streamGenerateContent?alt=sse" | "batchEmbedContents";

/** The address the SDK makes of these. */
export function urlOf(base: string, model: string, task: Task): string {
  const path = model.includes("/") ? model : `models/${model}`;
  return `${base}/${API_VERSION}/${path}:${task}`;
}
