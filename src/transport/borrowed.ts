import type { WireInit } from "../contract/transport.ts";
import type { Ending } from "../lib/quiet-controller.ts";
import { untilAborted } from "../lib/race.ts";
import type { Arrival, ByteSource } from "./arrival.ts";
import { terminated } from "./errors.ts";
import { headersOf, type Outgoing } from "./request.ts";
import { type Head, standardResponse } from "./standard-response.ts";
import { sourceOf } from "./stream.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Sends through a fetch that is not ours; an abort is kept even where that fetch does not keep it. */
export async function borrowed(
  fetch: Fetch,
  input: string | URL | Request,
  init: WireInit,
  outgoing: Outgoing,
): Promise<Arrival> {
  const { llmux: _ours, ...rest } = init;
  const { ending } = outgoing;
  const signal = ending && { signal: ending.signal };
  const sent = fetch(input, { ...rest, ...signal, headers: headersOf(outgoing), redirect: "manual" });
  const response = ending ? await untilAborted(sent, ending, discard) : await sent;
  const { status, statusText, headers: received, url } = response;
  const head: Head = {
    // Browsers and some workers show a redirect that is not followed as a response of status 0 without headers.
    ...(response.type === "opaqueredirect"
      ? { status: 302, headers: new Headers({ location: "" }) }
      : { status, headers: received }),
    statusText,
    url,
  };
  return {
    ...head,
    body: response.body && lazily(response.body, ending),
    respond: (body, headers = head.headers) =>
      body === undefined ? response : standardResponse({ ...head, headers }, body),
  };
}

function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/** Locks the body only when its bytes are asked for, so that an unread response can be handed on as it came. */
function lazily(body: ReadableStream<Uint8Array>, ending: Ending | undefined): ByteSource {
  let source: ByteSource | undefined;
  return {
    next: async () => {
      source ??= sourceOf(body);
      try {
        return await (ending ? untilAborted(source.next(), ending) : source.next());
      } catch (error) {
        if (ending?.aborted) source.cancel();
        throw error instanceof TypeError || ending?.aborted ? error : terminated(error);
      }
    },
    cancel: () => {
      source ??= sourceOf(body);
      source.cancel();
    },
  };
}
