import { describe, expect, it } from "vitest";
import { readEvent } from "../../src/providers/anthropic/read-event.ts";
import { eventReader } from "../../src/providers/openai/read-event.ts";

const stop = '{"type":"message_stop"}';

describe("an event of Anthropic's wire", () => {
  it("is known by its name, and by its data where a proxy left the name out", () => {
    expect(readEvent({ name: "message_stop", data: stop })).toEqual({ type: "message_stop" });
    expect(readEvent({ name: undefined, data: stop })).toEqual({ type: "message_stop" });
  });

  it.each([
    ["ping", "{}"],
    ["heartbeat", "still here"],
    ["weather", "[1]"],
    [undefined, "3"],
    ["message_stop", ""],
  ])("says nothing if it is %j with %j", (name, data) => {
    expect(readEvent({ name, data })).toBeUndefined();
  });

  it.each(["error", undefined])("is thrown if it is an error, named %j", (name) => {
    const data = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    expect(() => readEvent({ name, data })).toThrow(expect.objectContaining({ type: "overloaded_error" }));
  });
});

describe("an event of OpenAI's wire", () => {
  it("named `error` is one, wherever the error stands; without data it says nothing", () => {
    const error = { message: "no" };
    expect(eventReader()({ name: "error", data: JSON.stringify(error) })).toEqual({ error });
    expect(eventReader()({ name: "error", data: JSON.stringify({ error }) })).toEqual({ error });
    expect(eventReader()({ name: "keepalive", data: "" })).toBeUndefined();
  });
});
