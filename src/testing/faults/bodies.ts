import { healthy, joined } from "../healthy.ts";
import { type Step, whole } from "../steps.ts";
import type { Fault, FaultContext } from "./fault.ts";

const HTML = { "content-type": "text/html; charset=utf-8" };
/** Where the other origin's paths begin; it is this server, under its other name. */
const ELSEWHERE = "/redirected";

const JSON_TYPE = { "content-type": "application/json" };

/** Answers that are complete on the wire, and no answer to what was asked. */
export const bodies = {
  status_204: {
    says: "204 without a body",
    *steps() {
      yield { do: "head", status: 204, headers: {} };
      yield { do: "end" };
    },
  },
  status_502: { says: "502 with a proxy's HTML page", steps: () => whole(502, HTML, page("502 Bad Gateway")) },
  status_503_empty: { says: "503 without a body", steps: () => whole(503, {}, "") },
  page_413: {
    says: "413 with a proxy's HTML page",
    steps: () => whole(413, HTML, page("413 Request Entity Too Large")),
  },
  flat_400: {
    says: '400 with a flat body: {"object":"error","message":…}',
    steps: () =>
      whole(400, JSON_TYPE, JSON.stringify({ object: "error", message: "temperature must be at most 1", code: 400 })),
  },
  key_echo: { says: "401 whose message repeats the key that was sent", steps: echoKey },
  empty_200: { says: "200 with zero bytes", steps: ({ rendering }) => whole(200, rendering.headers, "") },
  html_200: { says: "200 with an HTML page", steps: () => whole(200, HTML, page("Sign in to continue")) },
  error_200: {
    says: "200 whose JSON is the provider's overload error",
    steps: ({ wire }) => whole(200, JSON_TYPE, JSON.stringify(wire.error({ kind: "overloaded", status: 503 }))),
  },
  foreign_200: { says: "200 with somebody else's JSON", steps: () => whole(200, JSON_TYPE, '{"status":"ok"}') },
  null_200: { says: "200 with the JSON `null`", steps: () => whole(200, JSON_TYPE, "null") },
  no_choices: {
    says: "200 with an empty list of choices, content or candidates",
    steps: ({ wire, answer }) => whole(200, JSON_TYPE, JSON.stringify(wire.hollow(answer))),
  },
  half_json: { says: "200 with the first half of a JSON answer, ended as if whole", steps: halfJson },
  wrong_form: {
    says: "JSON where a stream was asked for, a stream where JSON was",
    steps: (at) => healthy(at.other()),
  },
  short_body: { says: "announces a longer body than it sends, then closes the socket", steps: shortBody },
  bad_gzip: {
    says: "announces gzip and sends bytes that are none",
    steps: ({ rendering }) => {
      const headers = { ...rendering.headers, "content-encoding": "gzip" };
      return whole(200, headers, "\u001f\u008b this is no gzip");
    },
  },
  redirect: { says: "307 to another origin, whose request is recorded too and answered well", steps: redirect },
  redirect_loop: {
    says: "307 to the same address, for ever",
    steps: ({ request }) => whole(307, { location: request.path }, ""),
  },
} as const satisfies Readonly<Record<string, Fault>>;

function page(title: string): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function echoKey({ wire, request }: FaultContext): Iterable<Step> {
  const { headers } = request;
  const key =
    headers["x-goog-api-key"] ?? headers["x-api-key"] ?? headers.authorization?.replace(/^Bearer /i, "") ?? "";
  const body = wire.error({ kind: "auth", status: 401, message: `Incorrect API key provided: ${key}.` });
  return whole(401, JSON_TYPE, JSON.stringify(body));
}

function redirect({ port, request, rendering }: FaultContext): Iterable<Step> {
  if (request.path.startsWith(ELSEWHERE)) return healthy(rendering);
  return whole(307, { location: `http://localhost:${port}${ELSEWHERE}${request.path}` }, "");
}

function halfJson({ wire, answer }: FaultContext): Iterable<Step> {
  const body = JSON.stringify(wire.json(answer));
  return whole(200, JSON_TYPE, body.slice(0, body.length / 2));
}

function* shortBody({ rendering }: FaultContext): Iterable<Step> {
  const body = joined(rendering.frames);
  const headers = { ...rendering.headers, "content-length": String(Buffer.byteLength(body) + 100) };
  yield { do: "head", status: 200, headers };
  yield { do: "write", bytes: body.slice(0, body.length - 20) };
  yield { do: "close" };
}
