import { environment } from "../../lib/environment.ts";

/** The base URL calls go to: given, else the SDK's own environment variable, else OpenAI. */
export function baseURLOf({ baseURL }: { readonly baseURL?: string | undefined }): string {
  return baseURL ?? (environment("OPENAI_BASE_URL")?.trim() || "https://api.openai.com/v1");
}
