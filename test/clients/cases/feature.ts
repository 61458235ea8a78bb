import { it } from "vitest";
import type { Driver, Gap } from "../client.ts";
import type { ProviderName, Stand } from "../stand.ts";

/** The cases of one feature, for one client over one provider. */
export type Feature = (at: { readonly driver: Driver; readonly provider: ProviderName; stand(): Stand }) => void;

/** A case that a client may be unable to take part in: then it is skipped, and its name says why. */
export function unless(driver: Driver, gap: Gap, name: string, run: () => Promise<void>): void {
  const reason = driver.gaps[gap];
  if (reason === undefined) it(name, run);
  else it.skip(`${name}: ${reason}`, run);
}

/** What the last request that a provider got holds, as text: to look for what must have arrived. */
export function sent({ upstream }: Pick<Stand, "upstream">): string {
  return JSON.stringify(upstream.requests.at(-1)?.body);
}

/** Reads a stream to its end. */
export async function collect<Said>(stream: AsyncGenerator<string, Said>): Promise<{ pieces: string[]; said: Said }> {
  const pieces: string[] = [];
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return { pieces, said: value };
    if (value !== "") pieces.push(value);
  }
}

export async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected it to throw");
}

/** Text that breaks where bytes, UTF-16 units or JSON escapes are mistaken for characters. */
export const UNICODE = 'žluťoučký 👩‍👩‍👧 漢字 "quoted" \\ \n\tend';

/** A red pixel. */
export const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
