import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../src/providers/retry-after.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const told = (headers: Record<string, string>, body: unknown = undefined, message = "") =>
  retryAfterMs(headers, body, message, NOW);
const retryInfo = (retryDelay: string) => [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }];

describe("retryAfterMs: headers", () => {
  it.each([
    [{ "retry-after-ms": "1500" }, 1500],
    [{ "retry-after-ms": "12.2" }, 13],
    [{ "retry-after": "20" }, 20_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "-3" }, 0],
    [{ "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{ "x-should-retry": "true" }, undefined],
    [{ "x-should-retry": "10", "retry-after": "" }, undefined],
    [
      { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-11-21T12:00:42Z" },
      42_000,
    ],
    [
      { "anthropic-ratelimit-tokens-remaining": "7", "anthropic-ratelimit-tokens-reset": "2026-11-21T12:00:42Z" },
      undefined,
    ],
    [
      {
        "anthropic-priority-input-tokens-remaining": "0",
        "anthropic-priority-input-tokens-reset": "2026-11-21T12:01:00Z",
      },
      60_000,
    ],
    [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s" }, 360_000],
    [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "120ms" }, 120],
    [{ "x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "120ms" }, undefined],
    [{ "x-ratelimit-reset-requests": "1s" }, undefined],
    [{ "x-ratelimit-remaining-tokens-minute": "0", "x-ratelimit-reset-tokens-minute": "33.5" }, 33_500],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW + 9000) }, 9000],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 9) }, 9000],
  ])("%j is %s ms", (headers, expected) => {
    expect(told(headers)).toBe(expected);
  });

  it("waits for the last of several exhausted buckets, and not for those with something left", () => {
    expect(
      told({
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "2s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "1m12.5s",
        "x-ratelimit-remaining-day": "3",
        "x-ratelimit-reset-day": "9h",
      }),
    ).toBe(72_500);
  });
});

describe("retryAfterMs: body", () => {
  it.each([
    ["34.4s", 34_400],
    ["46s", 46_000],
    ["9h54m12s", 35_652_000],
    ["0s", 0],
    ["0.000000001s", 1],
  ])("RetryInfo %s is %s ms", (delay, expected) => {
    const error = { code: 429, details: retryInfo(delay) };
    for (const body of [{ error }, [{ error }], error]) expect(told({}, body)).toBe(expected);
  });

  it("reads the header that OpenRouter quotes, in milliseconds since the epoch", () => {
    const body = { error: { code: 429, metadata: { headers: { "X-RateLimit-Reset": String(NOW + 1234) } } } };
    expect(told({}, body)).toBe(1234);
  });
});

describe("retryAfterMs: message", () => {
  it.each([
    ["Please retry in 20.04s.", 20_040],
    ["Please try again in 1m12.5s. Visit us.", 72_500],
    ["Please try again in 120ms.", 120],
    ["Please try again in 6m0s.", 360_000],
    ["Please retry after 12 seconds.", 12_000],
    ["Try again in 2 minutes, 5 seconds", 125_000],
    ["try again in a moment", undefined],
    ["Please try again in 3 parsecs", undefined],
    ["You will regain access on 2026-11-22 at 00:00 UTC.", 43_200_000],
  ])("%s", (message, expected) => {
    expect(told({}, undefined, message)).toBe(expected);
  });
});

describe("retryAfterMs: order", () => {
  it("believes the first source that parses", () => {
    const sources: readonly [Record<string, string>, unknown, string, number][] = [
      [{ "retry-after-ms": "1" }, undefined, "", 1],
      [{ "retry-after": "2" }, undefined, "", 2000],
      [{}, { error: { details: retryInfo("3s") } }, "", 3000],
      [{}, undefined, "retry in 4s", 4000],
      [
        { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-11-21T12:00:05Z" },
        undefined,
        "",
        5000,
      ],
      [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6s" }, undefined, "", 6000],
      [{}, { error: { metadata: { headers: { "X-RateLimit-Reset": NOW + 7000 } } } }, "", 7000],
    ];
    for (let from = 0; from < sources.length; from += 1) {
      const rest = sources.slice(from);
      const headers = Object.assign({}, ...rest.map(([one]) => one));
      const error = Object.assign({}, ...rest.map(([, body]) => (body as { error?: object } | undefined)?.error));
      const message = rest.map(([, , text]) => text).join("");
      expect(told(headers, { error }, message)).toBe(sources[from]?.[3]);
    }
    expect(told({ "retry-after-ms": "junk", "retry-after": "2" })).toBe(2000);
  });

  it("never throws, never goes below zero", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.anything(), (header, message, body) => {
        const ms = retryAfterMs(
          { "retry-after": header, "x-ratelimit-remaining": "0", "x-ratelimit-reset": header },
          body,
          message,
          NOW,
        );
        expect(ms === undefined || ms >= 0).toBe(true);
      }),
    );
    expect(retryAfterMs(undefined, undefined, "", NOW)).toBeUndefined();
  });
});
