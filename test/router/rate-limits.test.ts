import { describe, expect, it } from "vitest";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, ok, run, streamed } from "../support/router.ts";

/** Answers, and says that the next request would be refused for two seconds. */
const last: Behaviour = (request, { wire }) => {
  wire.headers = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s" };
  return request.stream ? chunks("hi") : completion("hi");
};

async function afterOne(behaviours: Record<string, Behaviour>, request = body as typeof body | typeof streamed) {
  const setup = bench(behaviours);
  const { value } = await run(setup.clock, setup.create(request as typeof streamed));
  if (request === streamed) for await (const _ of value!);
  return setup;
}

describe("a rate limit that is used up", () => {
  it.each([
    ["whole", body],
    ["streamed", streamed],
  ] as const)("sends the next call to the next target, and is seen (%s)", async (_, request) => {
    const { clock, create, router, providers, events } = await afterOne({ a: last, b: ok }, request);
    const until = clock.now() + 2000;
    expect(router.health().targets["a/m"]).toMatchObject({
      circuit: "closed",
      cooldown: { kind: "rate_limit", until },
    });
    expect(events.filter(({ type }) => type === "cooldown.start")).toMatchObject([{ target: "a/m", until }]);
    const { value, ms } = await run(clock, create(body));
    expect(ms).toBe(0);
    expect(value!.x_llmux).toMatchObject({
      target: "b/m",
      attempts: [{ target: "b/m" }],
      skipped: [{ target: "a/m" }],
    });
    await clock.advanceAsync(2000);
    expect((await run(clock, create(body))).value!.x_llmux.target).toBe("a/m");
    expect(providers.a!.calls.length).toBe(2);
  });

  it("is waited for where there is no other target", async () => {
    const { clock, create, providers } = await afterOne({ a: last });
    const { value, ms } = await run(clock, create(body));
    expect(ms).toBeGreaterThanOrEqual(2000);
    expect(ms).toBeLessThanOrEqual(2210);
    expect(value!.x_llmux).toMatchObject({ attempts: [{ status: "ok" }], skipped: [] });
    expect(providers.a!.calls.length).toBe(2);
  });

  it("is waited for when the others have failed", async () => {
    const { clock, create } = await afterOne({ a: last, b: () => fail(500) });
    const { value, ms } = await run(clock, create(body, { maxRetries: 0 }));
    expect(ms).toBeGreaterThanOrEqual(2000);
    expect(value!.x_llmux).toMatchObject({ target: "a/m", attempts: [{ target: "b/m" }, { target: "a/m" }] });
  });

  it("is not waited for beyond the deadline, or longer than a told time may be", async () => {
    const { clock, create } = await afterOne({ a: last });
    const { error, ms } = await run(clock, create(body, { deadlineMs: 1000 }));
    expect(error).toMatchObject({ kind: "rate_limit", retryAfterMs: 2000, attempts: [], skipped: [{ target: "a/m" }] });
    expect(ms).toBe(0);
    const far = await afterOne({
      a: (_, { wire }) => {
        wire.headers = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1h" };
        return completion("hi");
      },
    });
    expect((await run(far.clock, far.create(body))).error).toMatchObject({
      kind: "rate_limit",
      retryAfterMs: 3_600_000,
    });
  });

  it("ends at the caller's abort", async () => {
    const { clock, create, providers } = await afterOne({ a: last });
    const abort = new AbortController();
    const call = create(body, { signal: abort.signal });
    await clock.advanceAsync(500);
    abort.abort();
    expect((await run(clock, call)).error).toMatchObject({ kind: "aborted" });
    expect(clock.pending).toBe(0);
    expect(providers.a!.calls.length).toBe(1);
  });
});
