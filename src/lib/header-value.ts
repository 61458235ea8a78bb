const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
/** Fetch takes it off by itself, and files of secrets end with one. Source: the Fetch standard, "normalize". */
const LAST_LINE_END = /[\r\n]+$/;

// As in RFC 9110 §5, and without a `Headers`, for which Node loads its whole fetch.

/** Whether it can be sent as a header's name: a token. */
export function isHeaderName(text: string): boolean {
  return NAME.test(text);
}

/** Whether it can be sent as a header's value: no line breaks but at its end, no control characters, none beyond Latin-1. */
export function isHeaderValue(text: string): boolean {
  return !UNSENDABLE.test(text) || !UNSENDABLE.test(text.replace(LAST_LINE_END, ""));
}
