import { TRUSTED } from "./access.ts";
import { responseOf } from "./answer.ts";
import { MAX_BODY_BYTES } from "./body.ts";
import { type Calls, callsOfRequest } from "./calls.ts";
import { errorResponse } from "./error-body.ts";
import { readIncoming } from "./incoming.ts";
import { abortError, admit, forMethod, isAbort, named, optionsResponse, requestIdOf } from "./serve.ts";

/**
 * A fetch for clients in this process: `new OpenAI({ apiKey: "-", fetch: router.fetch })`. Its caller is trusted:
 * `x-llmux-*` request headers set the call's options, and any target may be named. Failures are answers with OpenAI's error
 * body; an abort rejects with an `AbortError`.
 */
export function createFetch(calls: Calls): typeof globalThis.fetch {
  return async function fetch(input, init) {
    const incoming = readIncoming(input, init);
    const { signal } = incoming;
    if (signal?.aborted) throw abortError();
    const requestId = calls.newId();
    try {
      const known = optionsResponse(incoming);
      if (known !== undefined) return known;
      const { place, start } = await admit(incoming, callsOfRequest(calls, requestId), TRUSTED, MAX_BODY_BYTES);
      return forMethod(incoming, named(responseOf(await start(signal), place.framing), requestId));
    } catch (error) {
      if (isAbort(error, signal)) throw abortError();
      return forMethod(incoming, errorResponse(error, requestIdOf(error) ?? requestId));
    }
  };
}
