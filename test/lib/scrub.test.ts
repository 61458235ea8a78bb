import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrub, scrubDeep } from "../../src/lib/scrub.ts";

const KEY = 'canary/key+with"quote=42';
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("scrub: given keys", () => {
  it.each([
    ["raw", KEY],
    ["URL-encoded", encodeURIComponent(KEY)],
    ["URL-encoded in lower case", encodeURIComponent(KEY).toLowerCase()],
    ["JSON-escaped", JSON.stringify({ a: KEY }).slice(6, -2)],
    ["JSON in JSON", JSON.stringify(JSON.stringify(KEY)).slice(3, -3)],
    ["base64", base64(KEY)],
    ["base64url", Buffer.from(KEY).toString("base64url")],
  ])("cuts the %s form", (_, form) => {
    const out = scrub(`before ${form} after`, [KEY]);
    expect(out).toMatch(/^before \[redacted\]\S{0,3} after$/);
  });

  it("cuts a key inside a base64 text whatever comes before it", () => {
    for (const user of ["", "u:", "us:", "user:"]) {
      const out = scrub(base64(`${user}${KEY}:rest`), [KEY]);
      expect(out).toContain("[redacted]");
      expect(Buffer.from(out.replace("[redacted]", ""), "base64").toString()).not.toContain("canary");
    }
  });

  it("cuts a key that came with white space around it", () => {
    expect(scrub("got abcdefgh!", [" abcdefgh\n"])).toBe("got [redacted]!");
  });

  it("leaves keys below six characters alone", () => {
    expect(scrub("a test of the rest", ["test", ""])).toBe("a test of the rest");
    expect(scrub("a tested thing", ["tested"])).toBe("a [redacted] thing");
  });

  it("cuts the longer of two keys that begin alike", () => {
    expect(scrub("abcdef123456", ["abcdef", "abcdef123456"])).toBe("[redacted]");
  });

  it("lets no key survive in any text", () => {
    const key = fc
      .string({ minLength: 6, maxLength: 40, unit: "grapheme-ascii" })
      .filter((text) => !"[redacted]".includes(text));
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 3 }),
        fc.array(fc.string(), { maxLength: 6 }),
        (keys, parts) => {
          const text = parts.flatMap((part, at) => [part, keys[at % keys.length]]).join("");
          const out = scrub(text, keys);
          for (const one of keys) expect(out.includes(one)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("does not let a key come back through its own replacement", () => {
    expect(scrub("d]foobard]foobar-d]foobar", ["d]foobar"])).not.toContain("d]foobar");
    expect(scrub("x[redacx[redac", ["x[redac"])).not.toContain("x[redac");
  });
});

describe("scrub: what looks like a key", () => {
  it.each([
    ["Incorrect API key provided: sk-proj-abcDEF1234567890. See", "Incorrect API key provided: [redacted]. See"],
    ["key sk-ant-api03-abcdefgh_ijk-lmn stays out", "key [redacted] stays out"],
    ["Incorrect API key provided: sk-ab***yz. See", "Incorrect API key provided: [redacted]. See"],
    ["Incorrect API key provided: xa***Zq. See", "Incorrect API key provided: [redacted]. See"],
    ["bad key sk-...abcd here", "bad key [redacted] here"],
    ["bad key AIzaSyA1234567890abcdefghijklmnopqrstu!", "bad key [redacted]!"],
    ["xai-1234567890abc and gsk_1234567890abc", "[redacted] and [redacted]"],
    ["Authorization: Bearer abc.def-ghi_123", "[redacted]"],
    ["sent Bearer abcdef123456, refused", "sent Bearer [redacted], refused"],
    [
      "fetching https://x.test/v1?key=abcd1234&alt=sse: failed",
      "fetching https://x.test/v1?key=[redacted]&alt=sse: failed",
    ],
    ["https://x.test/?api_key=abcd1234", "https://x.test/?api_key=[redacted]"],
    ['{"x-api-key":"plainsecret1"}', '{"x-api-key":"[redacted]"}'],
    ["token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln ok", "token [redacted] ok"],
  ])("%s", (text, expected) => {
    const out = scrub(text, []);
    if (expected === "[redacted]") expect(out).not.toMatch(/abc|ghi/);
    else expect(out).toBe(expected);
  });

  it.each([
    "The disk-usage of task-based work is fine; see risk-free-option-names.",
    "API key not valid. Please pass a valid API key.",
    "Rate limit reached for gpt-5.5 in organization org-abc123 on tokens per min (TPM): Limit 30000, Requested 2000.",
    "req_011CSHoEeqs5C35K2UUqR7Fy",
    "models/gemini-3.8-flash is not found for API version v1beta",
    "**bold** and a*b*c",
  ])("leaves alone: %s", (text) => {
    expect(scrub(text, [])).toBe(text);
  });

  it("takes time in proportion to the text", () => {
    const nasty = ["sk-", "eyJ", "a", "Bearer ", "api key: ", "*", "eyJa.", "sk-.", "key=", "AIza", " "].map((part) =>
      part.repeat(20_000),
    );
    const started = performance.now();
    for (const text of nasty) scrub(text, ["sk-sk-sk!", "aaaaaaaaab"]);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("scrubDeep", () => {
  it("copies a value and scrubs strings and names of fields, however deep", () => {
    const value = { a: [{ [KEY]: `x ${KEY}` }], n: 1, b: true, z: null };
    const out = scrubDeep(value, [KEY]);
    expect(out).toEqual({ a: [{ "[redacted]": "x [redacted]" }], n: 1, b: true, z: null });
    expect(value.a[0]).toHaveProperty([KEY]);
  });

  it("makes plain data of errors, maps and headers", () => {
    const error = Object.assign(new Error(`no ${KEY}`), { code: "E1" });
    expect(scrubDeep({ error, map: new Map([["k", KEY]]), headers: new Headers({ a: KEY }), run() {} }, [KEY])).toEqual(
      {
        error: { name: "Error", message: "no [redacted]", code: "E1" },
        map: { k: "[redacted]" },
        headers: { a: "[redacted]" },
        run: undefined,
      },
    );
  });

  it("ends on circles and on too many nodes", () => {
    const circle: Record<string, unknown> = { name: KEY };
    circle.self = circle;
    expect(JSON.stringify(scrubDeep(circle, [KEY]))).not.toContain("canary");
    const wide = scrubDeep(
      Array.from({ length: 100_000 }, () => KEY),
      [KEY],
    ) as unknown[];
    expect(wide.length).toBeLessThanOrEqual(5000);
    expect(JSON.stringify(wide)).not.toContain("canary");
  });

  it("keeps a field called __proto__ a field", () => {
    const out = scrubDeep(JSON.parse('{"__proto__":{"x":1}}'), []) as object;
    expect(Object.getPrototypeOf(out)).toBe(Object.prototype);
    expect(JSON.stringify(out)).toBe('{"__proto__":{"x":1}}');
  });
});
