import { LlmuxError } from "../contract/errors.ts";
import type { Access } from "./access.ts";
import type { Fields } from "./body.ts";
import type { Calls } from "./calls.ts";
import { NATIVE_FRAMING } from "./native-framing.ts";
import { NATIVE_HEADERS } from "./option-headers.ts";
import type { Place } from "./place.ts";

/** What a header says of a native body: `true`, a provider's name or a target. Undefined if there is none, or it says no. */
export function nativeHeader(headers: Headers): string | undefined {
  for (const name of NATIVE_HEADERS) {
    const value = headers.get(name)?.trim();
    if (value && value !== "false") return value;
  }
  return undefined;
}

/** The endpoint as a way to one provider: the body goes there as it is, and the answer comes back as it came. */
export function nativePlace(place: Place, said: string, { calls, body, access }: Around): Place {
  if (!place.path.test("/chat/completions")) {
    throw new LlmuxError("invalid_request", "a native body goes to POST …/chat/completions, whatever its provider", {
      ...{ param: "x-llmux-provider-original", code: "invalid_header" },
    });
  }
  const { target, kind } = calls.native.targetOf(said, body);
  access.checkModel(target);
  return {
    ...place,
    exact: true,
    framing: NATIVE_FRAMING[kind],
    start: ({ options }) => calls.native.ask(target, body, options),
  };
}

interface Around {
  readonly calls: Calls;
  readonly body: Fields;
  readonly access: Access;
}
