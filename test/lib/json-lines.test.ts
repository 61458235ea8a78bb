import { describe, expect, it } from "vitest";
import { jsonLines } from "../../src/lib/json-lines.ts";

async function* values(seen: string[]) {
  try {
    yield { a: 1 };
    yield { b: "\n" };
  } finally {
    seen.push("left");
  }
}

describe("jsonLines", () => {
  it("is one value a line", async () => {
    expect(await new Response(jsonLines(values([]))).text()).toBe('{"a":1}\n{"b":"\\n"}\n');
  });

  it("leaves what it iterates when its reader leaves, and passes failures on", async () => {
    const seen: string[] = [];
    const reader = jsonLines(values(seen)).getReader();
    await reader.read();
    await reader.cancel();
    expect(seen).toEqual(["left"]);
    const broken = jsonLines({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("broken")) }) });
    await expect(new Response(broken).text()).rejects.toThrow("broken");
  });
});
