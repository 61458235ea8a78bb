import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { jsonResponse } from "../../src/web/json-response.ts";

const TEXT = '{"text":"世界"}';
const HEADERS = { "content-type": "application/json", "x-request-id": "call_1" };
const make = (): readonly Response[] => [jsonResponse(TEXT, HEADERS), new Response(TEXT, { headers: HEADERS })];

/** What can be done to a response, each told by what it gives, or that it throws. */
const ACTS: Readonly<Record<string, (response: Response) => unknown>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => [...new Uint8Array(await response.arrayBuffer())],
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.type, await blob.text()];
  },
  formData: async (response) => [...(await response.formData())],
  used: (response) => response.bodyUsed,
  hasBody: (response) => response.body !== null,
  locked: (response) => response.body?.locked,
  read: async (response) => {
    const { value, done } = await response.body!.getReader().read();
    return [done, value && new TextDecoder().decode(value)];
  },
  clone: (response) => response.clone().text(),
  copy: (response) => new Response(response.body, response).text(),
  facts: ({ ok, status, statusText, type, url, redirected, headers }) => [
    ...[ok, status, statusText, type, url, redirected],
    [...headers],
  ],
};

async function told(response: Response, act: string): Promise<unknown> {
  try {
    return await ACTS[act]!(response);
  } catch (error) {
    return (error as Error).name;
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("jsonResponse", () => {
  it("does what a standard response does, whatever is asked of it in whatever order", async () => {
    const acts = fc.array(fc.constantFrom(...Object.keys(ACTS)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(acts, async (asked) => {
        const [ours, standard] = make() as [Response, Response];
        expect(ours).toBeInstanceOf(Response);
        for (const act of asked) expect([act, await told(ours, act)]).toEqual([act, await told(standard, act)]);
      }),
      { seed: 6, numRuns: 400 },
    );
  });

  it("has its bytes, which Node 20's own does not know", async () => {
    const response = jsonResponse(TEXT, HEADERS) as Response & { bytes(): Promise<Uint8Array> };
    expect(new TextDecoder().decode(await response.bytes())).toBe(TEXT);
    expect(response.bodyUsed).toBe(true);
  });

  it("is the standard one on other runtimes, whose servers look behind its members", () => {
    expect(jsonResponse(TEXT, HEADERS).constructor).not.toBe(Response);
    vi.stubGlobal("process", { ...process, versions: { ...process.versions, bun: "1.2" } });
    expect(jsonResponse(TEXT, HEADERS).constructor).toBe(Response);
  });
});
