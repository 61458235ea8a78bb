const MARK = "[redacted]";
const SHORTEST_KEY = 6;
const MAX_DEPTH = 16;
const MAX_NODES = 5000;

/**
 * What looks like a credential without being known as one. Every pattern starts at a literal or at the start of a word
 * and cannot fail after a long match, so that time grows with the text alone.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(?<![A-Za-z0-9])(?:sk-|xai-|gsk_|csk-|pplx-|nvapi-|tgp_v1_|vck_|AIza)[\w*•…-]{6,}(?:\.{2,6}[\w*-]+)?/g, MARK],
  [/(?<![A-Za-z0-9])(?:sk-|xai-|gsk_|csk-|pplx-|AIza)[\w*•…-]{0,8}\.{2,6}[\w*-]+/g, MARK],
  [/(?<![A-Za-z0-9])(?:hf_|fw_|r8_)[A-Za-z0-9]{16,}/g, MARK],
  [/(?<![\w-])(?:ya29|AQ)\.[\w.-]{10,}/g, MARK],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w.-]{4,}/g, MARK],
  [/(?<![\w-])[\w-]{1,40}\*{3,}[\w*-]*/g, MARK],
  [/\b(Bearer\s{1,8})[\w.~+/=*-]{6,}/gi, `$1${MARK}`],
  [/(?<!\w)((?:api[-_]?key|access_token|key)=)(?!\[red)[^&\s"'<>\\)]{4,}/gi, `$1${MARK}`],
  [
    /((?:api[ _-]?key(?: provided)?|authorization)[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4})(?!\[red)[^\s"',;<>&)\\]{4,}/gi,
    `$1${MARK}`,
  ],
];

/**
 * Cuts credentials out of a text: each given key, also URL-encoded, in base64 or JSON-escaped, and whatever looks like a
 * key or the masked echo of one. A given key shorter than six characters is not looked for: it would shred the text.
 */
export function scrub(text: string, keys: readonly string[]): string {
  return cutter(keys)(text);
}

/**
 * Copies a value with all its text scrubbed, names of fields included. The copy is plain data: errors, maps and headers
 * become objects, functions are left out, and what lies too deep or past 5000 nodes is cut off.
 */
export function scrubDeep(value: unknown, keys: readonly string[]): unknown {
  return copy(value, { cut: cutter(keys), nodes: 0 }, 0);
}

function cutter(keys: readonly string[]): (text: string) => string {
  const forms = [...new Set(keys.flatMap(formsOf))].filter((form) => !MARK.includes(form));
  forms.sort((a, b) => b.length - a.length);
  const cutForms = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, MARK), text);
  return (text) => {
    const once = PATTERNS.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), cutForms(text));
    if (!forms.some((form) => once.includes(form))) return once;
    const twice = cutForms(once);
    return forms.some((form) => twice.includes(form)) ? MARK : twice;
  };
}

function formsOf(key: string): readonly string[] {
  return [...new Set([key, key.trim()])].filter((form) => form.length >= SHORTEST_KEY).flatMap(spellings);
}

function spellings(key: string): readonly string[] {
  const bytes = new TextEncoder().encode(key);
  const url = encodeURIComponent(new TextDecoder().decode(bytes));
  const json = JSON.stringify(key).slice(1, -1);
  const base64 = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  return [
    key,
    url,
    url.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("/", "\\/"),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** The part of a base64 text that depends on `bytes` alone, where they begin `offset` bytes into a group of three. */
function base64Core(bytes: Uint8Array, offset: number): string {
  const text = btoa("\0".repeat(offset) + String.fromCharCode(...bytes.subarray(0, 4096)));
  const end = Math.floor(((offset + Math.min(bytes.length, 4096)) * 8) / 6);
  return text.slice(offset === 0 ? 0 : offset + 1, end);
}

interface Copying {
  readonly cut: (text: string) => string;
  nodes: number;
}

function copy(value: unknown, run: Copying, depth: number): unknown {
  run.nodes += 1;
  if (depth >= MAX_DEPTH || run.nodes > MAX_NODES) return "[cut]";
  if (typeof value === "string") return run.cut(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, MAX_NODES).map((item) => copy(item, run, depth + 1));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "[bytes]";
  return Object.fromEntries(
    entriesOf(value)
      .slice(0, MAX_NODES)
      .map(([name, item]) => [run.cut(name), copy(item, run, depth + 1)]),
  );
}

function entriesOf(value: object): [string, unknown][] {
  if (value instanceof Map || value instanceof Headers) {
    return [...(value as Iterable<[unknown, unknown]>)].map(([name, item]) => [String(name), item]);
  }
  if (value instanceof Date) return [["date", value.getTime()]];
  if (!(value instanceof Error)) return Object.entries(value);
  return [["name", value.name], ["message", value.message], ...Object.entries(value)];
}
