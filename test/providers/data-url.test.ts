import { describe, expect, it } from "vitest";
import { parseDataUrl } from "../../src/providers/data-url.ts";

describe("parseDataUrl", () => {
  it.each([
    ["data:image/png;base64,AAAA", "image/png", "AAAA"],
    ["data:image/png;charset=x;base64,AAAA", "image/png", "AAAA"],
    ["DATA:Image/PNG;name=a.png;BASE64,AA\n AA\t==", "image/png", "AAAA=="],
    ["data:;base64,AA==", "text/plain", "AA=="],
    ["data:image/png;base64,AA%2B%3D", "image/png", "AA+="],
    ["data:image/png;base64,", "image/png", ""],
  ])("reads %j", (url, mediaType, data) => {
    expect(parseDataUrl(url)).toEqual({ mediaType, data });
  });

  it.each([
    "https://example.com/data:image/png;base64,AA",
    "data:text/plain,hello",
    "data:image/png;base64",
    "",
    "data:x;base64,%",
  ])("does not take %j for one", (url) => {
    expect(parseDataUrl(url)).toBeUndefined();
  });

  it("reads 8 MB without delay", () => {
    const data = "A".repeat(8_000_000);
    expect(parseDataUrl(`data:application/pdf;base64,${data}`)?.data).toHaveLength(8_000_000);
  });
});
