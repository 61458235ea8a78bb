import { list, record } from "../lib/record.ts";

/** Neither data nor public, or Google's Files API. */
const PROVIDERS_OWN =
  /^\s*(?!https?:|data:)[a-z][\w+.-]*:|^\s*https?:[/\\]*[^/\\?#]*generativelanguage\.googleapis\.com/i;

/**
 * The first part of a message's content that is a file which the operator, or another client, has left with the provider:
 * by its id, or at an address that only the provider reads. -1 if there is none.
 */
export function keptFileIn(content: unknown): number {
  return list(content).findIndex((part) => {
    const { file, image_url } = record(part);
    const { file_id, file_data } = record(file);
    const addresses = [file_data, record(image_url).url, image_url];
    return file_id !== undefined || addresses.some((one) => typeof one === "string" && PROVIDERS_OWN.test(one));
  });
}
