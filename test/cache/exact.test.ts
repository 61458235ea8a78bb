import { describe, expect, it, vi } from "vitest";
import { type CacheEntry, exactStore } from "../../src/cache/exact.ts";

const target = { id: "openai/m", provider: "openai", model: "m", settings: {} };
const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };

function entry(body: string): CacheEntry {
  return { target, model: "m", usage, warnings: [], storedAt: 0, body };
}

describe("exactStore", () => {
  it("lets the least recently used entry go first", () => {
    const store = exactStore({ maxEntries: 2, maxBytes: 1e6, now: () => 0 });
    store.set("a", entry("A"), 1000);
    store.set("b", entry("B"), 1000);
    store.get("a");
    store.set("c", entry("C"), 1000);
    expect([store.get("a")?.body, store.get("b")?.body, store.get("c")?.body]).toEqual(["A", undefined, "C"]);
  });

  it("forgets an entry when its time is over, by the injected clock, without timers", () => {
    vi.useFakeTimers();
    let now = 0;
    const store = exactStore({ maxEntries: 10, maxBytes: 1e6, now: () => now });
    store.set("short", entry("s"), 100);
    store.set("long", entry("l"), 200);
    expect(vi.getTimerCount()).toBe(0);
    now = 100;
    expect(store.get("short")?.body).toBe("s");
    now = 101;
    expect([store.get("short"), store.get("long")?.body]).toEqual([undefined, "l"]);
    vi.useRealTimers();
  });

  it("stays within its bytes, and does not keep what is larger than all of them", () => {
    const store = exactStore({ maxEntries: 1000, maxBytes: 10_000, now: () => 0 });
    for (let i = 0; i < 50; i += 1) store.set(String(i), entry("x".repeat(1000)), 1000);
    const left = Array.from({ length: 50 }, (_, i) => store.get(String(i))).filter(Boolean).length;
    expect(left).toBe(4);
    store.set("huge", entry("x".repeat(10_000)), 1000);
    expect(store.get("huge")).toBeUndefined();
    expect(store.get("49")).toBeDefined();
  });

  it("keeps nothing for no time, and can be emptied", () => {
    const store = exactStore({ maxEntries: 10, maxBytes: 1e6, now: () => 0 });
    store.set("a", entry("A"), 0);
    expect(store.get("a")).toBeUndefined();
    store.set("a", entry("A"), 1);
    store.clear();
    expect(store.get("a")).toBeUndefined();
  });
});
