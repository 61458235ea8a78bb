import { describe, expect, it, vi } from "vitest";
import { createClients } from "../../../src/providers/openai/client.ts";

const init = { name: "p", fetch: vi.fn(), now: () => 0, baseURL: "https://example.com/v1" };
const make = () => ({ chat: { completions: { create: vi.fn() } }, post: vi.fn() });
const key = (text: string, fixed: boolean) => ({ kind: "key", key: text, fixed }) as const;

describe("clients of the OpenAI SDK", () => {
  it("loads the SDK at the first use, once", async () => {
    const load = vi.fn(async () => make);
    const clients = createClients(init, load);
    expect(load).not.toHaveBeenCalled();
    await Promise.all([clients.open({ kind: "none" }), clients.open(key("a", true)), clients.ready()]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("forgets a failed load, and says what to do", async () => {
    const load = vi.fn(async () => make).mockRejectedValueOnce(new Error("ERR_MODULE_NOT_FOUND"));
    const clients = createClients(init, load);
    await expect(clients.open({ kind: "none" })).rejects.toMatchObject({
      kind: "config",
      message: expect.stringMatching(/npm install openai/),
    });
    await expect(clients.open({ kind: "none" })).resolves.toBeDefined();
  });

  it("keeps one client for each fixed key and one for no key, until cleared", async () => {
    const clients = createClients(init, async () => make);
    const a = await clients.open(key("a", true));
    expect(await clients.open(key("a", true))).toBe(a);
    expect(await clients.open(key("b", true))).not.toBe(a);
    const none = await clients.open({ kind: "none" });
    expect(none).not.toBe(a);
    expect(await clients.open({ kind: "headers", headers: async () => ({}) })).toBe(none);
    clients.clear();
    expect(await clients.open(key("a", true))).not.toBe(a);
  });

  it("keeps none for a key that a function supplied", async () => {
    const clients = createClients(init, async () => make);
    const first = await clients.open(key("a", false));
    expect(await clients.open(key("a", false))).not.toBe(first);
    expect(await clients.open(key("a", true))).not.toBe(first);
  });

  it("makes them with the SDK's own retries, logs and short timeout off", async () => {
    const watched = vi.fn(make);
    await createClients(init, async () => watched).open(key("a", true));
    expect(watched).toHaveBeenCalledWith(
      expect.objectContaining({
        apiKey: "a",
        baseURL: "https://example.com/v1",
        fetch: init.fetch,
        maxRetries: 0,
        timeout: 1_200_000,
        logLevel: "off",
        organization: null,
        project: null,
        dangerouslyAllowBrowser: true,
      }),
    );
  });
});
