const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
/** Fetch takes it off by itself, and files of secrets end with one. Source: the Fetch standard, "normalize". */
const LAST_LINE_END = /[\r\n]+$/;

/** Whether fetch would send it as a header's value: no line breaks but at its end, no characters beyond Latin-1. */
export function isHeaderValue(text: string): boolean {
  return !UNSENDABLE.test(text) || !UNSENDABLE.test(text.replace(LAST_LINE_END, ""));
}
