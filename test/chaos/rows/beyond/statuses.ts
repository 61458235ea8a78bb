import type { FaultKind } from "llmux";
import { both, E } from "../../expected.ts";
import { JSON_TYPE, status } from "../../faults/kit.ts";
import type { FaultRow } from "../../row.ts";

/** What a bare status means, without a word in the body. */
const BARE: readonly (readonly [code: number, kind: FaultKind])[] = [
  [400, "invalid_request"],
  [401, "auth"],
  [402, "quota_exhausted"],
  [403, "permission"],
  [404, "model_not_found"],
  [405, "unsupported"],
  [406, "unsupported"],
  [407, "config"],
  [408, "timeout"],
  [409, "conflict"],
  [410, "model_not_found"],
  [411, "unsupported"],
  [412, "unsupported"],
  [413, "request_too_large"],
  [414, "request_too_large"],
  [415, "unsupported"],
  [416, "unsupported"],
  [417, "unsupported"],
  [418, "invalid_request"],
  [420, "rate_limit"],
  [421, "server_error"],
  [422, "invalid_request"],
  [423, "conflict"],
  [424, "server_error"],
  [425, "server_error"],
  [426, "unsupported"],
  [428, "unsupported"],
  [429, "rate_limit"],
  [431, "request_too_large"],
  [451, "permission"],
  [444, "server_error"],
  [460, "timeout"],
  [494, "request_too_large"],
  [495, "config"],
  [496, "config"],
  [497, "config"],
  [498, "overloaded"],
  [499, "timeout"],
  [500, "server_error"],
  [501, "server_error"],
  [502, "server_error"],
  [503, "overloaded"],
  [504, "timeout"],
  [505, "server_error"],
  [506, "server_error"],
  [507, "server_error"],
  [508, "server_error"],
  [509, "server_error"],
  [510, "server_error"],
  [511, "server_error"],
  [520, "server_error"],
  [521, "server_error"],
  [522, "timeout"],
  [523, "server_error"],
  [524, "timeout"],
  [525, "server_error"],
  [526, "server_error"],
  [527, "server_error"],
  [529, "overloaded"],
  [530, "server_error"],
  [598, "timeout"],
  [561, "server_error"],
  [599, "server_error"],
];

/** What the standard fetch, which Google's older SDK uses, does by itself: takes 407 for a failure of its own, asks once more after 421. */
const FETCHED: Readonly<Record<number, Pick<FaultRow, "except">>> = {
  407: { except: { older: { JSON: E("connection") } } },
  421: { except: { older: { JSON: E("server_error", { hops: 2 }) } } },
};

const BODIES: readonly (readonly [says: string, body: string, type?: string])[] = [
  [
    "an HTML page",
    "<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Sorry</h1></body></html>",
    "text/html",
  ],
  ["half a JSON text", '{"error":{"message":"The server had an err'],
  ["`null`", "null"],
  ["an empty array", "[]"],
  ["a JSON string", '"no"'],
  ["an error that is a string", '{"error":"something went wrong"}'],
  ["an error that is `null`", '{"error":null}'],
  ["an error that is a number", '{"error":17}'],
  ["JSON named as text", '{"error":{"message":"went wrong"}}', "text/plain"],
  ["binary bytes", "\u0000\u0001\u0002\uFFFD\u0007 bytes", "application/octet-stream"],
  ["100 kB of text", "na ".repeat(34_000), "text/plain"],
];

/** Statuses, with and without something to read. */
export const STATUSES: readonly FaultRow[] = [
  ...BARE.map(([code, kind]) => ({
    id: "S",
    does: `${code} without a body`,
    fault: status(code),
    JSON: E(kind),
    ...FETCHED[code],
  })),
  ...BODIES.flatMap(([says, body, type]) => {
    const headers = type ? { "content-type": type } : JSON_TYPE;
    return [
      { id: "S", does: `500 with ${says}`, fault: status(500, body, headers), ...both(E("server_error")) },
      { id: "S", does: `429 with ${says}`, fault: status(429, body, headers), JSON: E("rate_limit") },
    ];
  }),
  { id: "S", does: "300 without a place to go", fault: status(300), ...both(E("connection")) },
  { id: "S", does: "304", fault: status(304), ...both(E("connection")) },
  {
    id: "S",
    does: "302 to a page that is not there",
    fault: status(302, "", { location: "http://nobody.invalid/" }),
    ...both(E("connection")),
  },
];
