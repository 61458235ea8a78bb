import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../src/contract/chat.ts";
import type { PrepareContext, Prepared } from "../../src/contract/provider.ts";
import { encode as encodeAnthropic } from "../../src/providers/anthropic/encode.ts";
import { PARAMETERS as anthropic } from "../../src/providers/anthropic/parameters.ts";
import { encode as encodeGemini } from "../../src/providers/gemini/encode.ts";
import { PARAMETERS as gemini } from "../../src/providers/gemini/parameters.ts";
import type { ParameterRow, Treatment } from "../../src/providers/parameter-row.ts";
import { SAMPLES } from "./parameter-samples.ts";

type Encode = (request: object, drop?: readonly string[]) => Prepared;

const encoder =
  (
    provider: string,
    model: string,
    encode: (request: ChatRequest, context: PrepareContext, name: string) => Prepared,
  ) =>
  (request: object, drop: readonly string[] = []) =>
    encode(
      { messages: [{ role: "user", content: "hi" }], ...request } as ChatRequest,
      { target: `${provider}/${model}`, model, settings: { drop }, stream: false },
      provider,
    );

/** Models that take the most, so that a row's treatment shows. */
const PROVIDERS: readonly (readonly [string, Readonly<Record<string, ParameterRow<unknown>>>, Encode])[] = [
  ["anthropic", anthropic, encoder("anthropic", "claude-haiku-4-5", encodeAnthropic)],
  ["gemini", gemini, encoder("gemini", "gemini-3.8-flash", encodeGemini)],
];

/** What stands in no body: it is the address's, or the router's. */
const NOT_IN_THE_BODY = ["model", "models", "stream"];

const bodyOf = ({ native }: Prepared) => JSON.stringify((native as { body: unknown }).body);

/** What a row's word promises, shown by encoding a request with and without the parameter. */
const SHOWN: Readonly<Record<Treatment, (encode: Encode, param: string, request: object, bare: object) => void>> = {
  send(encode, _param, request, bare) {
    expect(bodyOf(encode(request))).not.toBe(bodyOf(encode(bare)));
  },
  drop(encode, _param, request, bare) {
    expect(encode(request)).toEqual(encode(bare));
  },
  router(encode, _param, request, bare) {
    expect(encode(request)).toEqual(encode(bare));
  },
  warn(encode, param, request, bare) {
    const { warnings } = encode(request);
    expect(warnings.map((warning) => warning.param)).toContain(param);
    expect(bodyOf(encode(request))).toBe(bodyOf(encode(bare)));
  },
  refuse(encode, param, request, bare) {
    expect(() => encode(request)).toThrow(expect.objectContaining({ kind: "unsupported", param }));
    const dropped = encode(request, [param]);
    expect(dropped.warnings.map((warning) => warning.param)).toEqual([param]);
    expect(bodyOf(dropped)).toBe(bodyOf(encode(bare)));
  },
};

describe.each(PROVIDERS)("%s", (_name, rows, encode) => {
  it.each(Object.entries(rows).filter(([param]) => !NOT_IN_THE_BODY.includes(param)))(
    "does with %s what its row says",
    (param, { treatment }) => {
      const { value, beside = {} } = SAMPLES[param]!;
      SHOWN[treatment](encode, param, { ...beside, [param]: value }, beside);
    },
  );
});
