/** Longest piece of a replayed text, in UTF-16 units. */
const LONGEST = 64;

/** Cuts text into pieces of at most 64 units, after white space where there is some, never inside a surrogate pair. */
export function pieces(text: string): string[] {
  const list: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + LONGEST >= text.length ? text.length : cut(text, start);
    list.push(text.slice(start, end));
    start = end;
  }
  return list;
}

function cut(text: string, start: number): number {
  const limit = start + LONGEST;
  for (let end = limit; end > start; end -= 1) if (/\s/.test(text[end - 1]!)) return end;
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
