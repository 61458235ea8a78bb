import { describe, expect, it } from "vitest";
import { nearest } from "../../src/lib/nearest.ts";

const NAMES = ["apiKey", "baseURL", "headers", "maxRetries", "maxRetryAfterMs", "timeouts", "of"];

describe("nearest", () => {
  it.each([
    ["apikey", "apiKey"],
    ["apiKye", "apiKey"],
    ["header", "headers"],
    ["timeout", "timeouts"],
    ["maxRetry", "maxRetries"],
    ["maxRetryAfter", "maxRetryAfterMs"],
    ["base", "baseURL"],
    ["on", "of"],
  ])("%s is %s", (name, expected) => expect(nearest(name, NAMES)).toEqual([expected]));

  it.each(["", "somethingElse", "x"])("nothing is near %j but what is two letters away", (name) => {
    expect(nearest(name, ["apiKey", "baseURL"])).toEqual([]);
  });

  it("gives as many as are asked for, best first", () => {
    expect(nearest("chat", ["cheat", "chat2", "what", "zebra", "chta"], 3)).toEqual(["cheat", "chat2", "what"]);
    expect(nearest("chat", new Set(["chat", "hat"]), 5)).toEqual(["chat", "hat"]);
  });
});
