import { environment } from "../../lib/environment.ts";

/** The SDK's default. */
const DEFAULT_BASE = "https://api.anthropic.com";

/** The root address, without the version that the SDK writes after it: configured, else ANTHROPIC_BASE_URL, else Anthropic's. */
export function baseOf(configured: string | undefined): string {
  const base = configured || environment("ANTHROPIC_BASE_URL")?.trim() || DEFAULT_BASE;
  return base.replace(/(\/v1)?\/*$/, "");
}
