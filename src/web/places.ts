import { LlmuxError } from "../contract/errors.ts";
import { completions } from "./completions.ts";
import { listModels, showModel } from "./models.ts";
import type { Place } from "./place.ts";
import { CHAT_FIELDS, COMPLETION_FIELDS, EMBEDDING_FIELDS } from "./plain-fields.ts";
import { PLAIN_FIELDS } from "./responses/request.ts";
import { RESPONSES, responses } from "./responses/responses.ts";
import { ANSWER, RESPONSE } from "./shown.ts";
import { CHAT } from "./sse.ts";

const NONE: ReadonlySet<string> = new Set();
const common = { shown: ANSWER, framing: CHAT };

/** Everything that is served, under any prefix. The first whose path and method fit is taken. */
const PLACES: readonly Place[] = [
  {
    ...common,
    ...{ path: /\/chat\/completions$/, method: "POST", plain: CHAT_FIELDS },
    start: ({ calls, body, options }) => calls.chat(body, options),
  },
  {
    ...common,
    ...{ path: /\/embeddings$/, method: "POST", plain: EMBEDDING_FIELDS },
    start: ({ calls, body, options }) => calls.embed(body, options),
  },
  { ...common, path: /(?<!\/chat)\/completions$/, method: "POST", plain: COMPLETION_FIELDS, start: completions },
  {
    ...{ path: /\/responses$/, method: "POST", plain: PLAIN_FIELDS, shown: RESPONSE, framing: RESPONSES },
    start: responses,
  },
  { ...common, path: /\/models$/, method: "GET", plain: NONE, start: listModels },
  { ...common, path: /\/models\/(?<id>.+)$/, method: "GET", plain: NONE, start: showModel },
];

/** The endpoint of a request, and what its path names; a clean 404 or 405 where there is none. */
export function placeOf(method: string, path: string): { place: Place; id: string } {
  const wanted = method === "HEAD" ? "GET" : method;
  const found = PLACES.find((place) => place.method === wanted && place.path.test(path));
  if (found !== undefined) return { place: found, id: idOf(found, path) };
  const allowed = allowedAt(path);
  if (allowed.length === 0) {
    const served = "chat/completions, completions, responses, embeddings and models";
    throw new LlmuxError("invalid_request", `${method} ${path} is not served: there are ${served}`, {
      ...{ status: 404, code: "unknown_url" },
    });
  }
  throw new LlmuxError("invalid_request", `${method} ${path}: use ${allowed.join(" or ")}`, {
    ...{ status: 405, code: "method_not_allowed", headers: { allow: allowHeader(allowed) } },
  });
}

/** Methods that are served at a path. */
export function allowedAt(path: string): readonly string[] {
  return [...new Set(PLACES.filter((place) => place.path.test(path)).map(({ method }) => method))];
}

/** The `allow` header of a path with these methods. */
export function allowHeader(methods: readonly string[]): string {
  return methods
    .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
    .concat("OPTIONS")
    .join(", ");
}

/** Model ids hold slashes, written as they are or escaped. */
function idOf({ path: pattern }: Place, path: string): string {
  const escaped = pattern.exec(path)?.groups?.id ?? "";
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}
