import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import OpenAI from "openai";
import OpenAI6 from "openai-6";
import { expect, it, vi } from "vitest";
import { CHAT_PATH, withPreparedHeads } from "../../src/providers/openai/prepared-heads.ts";

const SDKS = { "openai 7": OpenAI, "openai 6": OpenAI6 as unknown as typeof OpenAI };
const CLIENTS: Readonly<Record<string, object>> = {
  "nothing of its own": {},
  "an organization and a project": { organization: "org-1", project: "proj-1" },
  "a key in a field of its own": { defaultHeaders: { authorization: null, "api-key": "k" } },
};

const cases = Object.keys(SDKS).flatMap((sdk) => Object.keys(CLIENTS).map((client) => [sdk, client] as const));

it.each(cases)(
  "the head of %s is its own, and shared from the first request on, for a client with %s",
  async (sdk, client) => {
    const Sdk = SDKS[sdk as keyof typeof SDKS];
    const Prepared = withPreparedHeads(Sdk as never) as unknown as typeof OpenAI;
    const seen: unknown[] = [];
    const fetch = async (url: unknown, init?: RequestInit) => {
      seen.push([
        String(url),
        init?.method?.toUpperCase(),
        [...new Headers(init?.headers)],
        JSON.parse(String(init?.body)),
      ]);
      return Response.json({});
    };
    const options = { apiKey: "k", ...CLIENTS[client], fetch };
    const body = { model: "m", messages: [] };
    await new Sdk(options).chat.completions.create(body, { maxRetries: 0 });

    const prepared = new Prepared(options);
    const built: unknown[] = [];
    const { buildRequest } = prepared;
    prepared.buildRequest = (...given) => {
      built.push(given);
      return buildRequest.apply(prepared, given);
    };
    for (let i = 0; i < 2; i += 1) await prepared.post(CHAT_PATH, { body, maxRetries: 0 });
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect(built).toEqual([]);
  },
);

it("a router asks openai 7 under its own head, too", async () => {
  const upstream = "../../node_modules/openai/index.mjs";
  vi.doMock(upstream, () => import("openai"));
  const buildRequest = vi.spyOn(OpenAI.prototype, "buildRequest");
  const sim = await simulate("openai");
  const router = createRouter({ providers: sim.providers });
  const answer = await router.chat.completions.create({
    model: "openai/gpt-5.5",
    messages: [{ role: "user", content: "hi" }],
  });
  expect(answer.x_llmux.target).toBe("openai/gpt-5.5");
  expect(sim.openai.requests[0]!.headers["x-stainless-package-version"]).toMatch(/^7\./);
  expect(buildRequest).not.toHaveBeenCalled();
  buildRequest.mockRestore();
  vi.doUnmock(upstream);
  await router.close();
  await sim.close();
});
