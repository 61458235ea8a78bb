type HeaderSource =
  | Headers
  | Readonly<Record<string, string | null | undefined>>
  | readonly (readonly [string, string | null | undefined])[];

/** Names and values of headers, in whichever of fetch's three forms they come. */
export function headerEntries(headers: HeaderSource): Iterable<readonly [string, string | null | undefined]> {
  if (headers instanceof Headers) return headers.entries();
  return isPairs(headers) ? headers : Object.entries(headers);
}

function isPairs(headers: object): headers is readonly (readonly [string, string])[] {
  return Array.isArray(headers);
}
