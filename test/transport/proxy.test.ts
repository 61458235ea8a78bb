import { afterEach, describe, expect, it, vi } from "vitest";
import { proxyOf } from "../../src/transport/proxy.ts";

afterEach(() => vi.unstubAllEnvs());

const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"];

describe("proxyOf", () => {
  it.each([
    ["https://a.example/", {}, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p" }, true],
    ["https://a.example/", { https_proxy: "http://p" }, true],
    ["https://a.example/", { HTTPS_PROXY: "p" }, true],
    ["https://a.example/", { https_proxy: "", HTTPS_PROXY: "http://p" }, true],
    ["https://a.example/", { HTTPS_PROXY: "" }, false],
    ["https://a.example/", { HTTP_PROXY: "http://p" }, false],
    ["http://a.example/", { HTTP_PROXY: "http://p" }, true],
    ["http://localhost:3000/", { HTTP_PROXY: "http://p" }, false],
    ["http://127.0.0.2/", { HTTP_PROXY: "http://p" }, false],
    ["http://[::1]:3000/", { HTTP_PROXY: "http://p" }, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p", NO_PROXY: "*" }, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p", NO_PROXY: "a.example" }, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p", NO_PROXY: "b.example, .EXAMPLE" }, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p", no_proxy: "*.example" }, false],
    ["https://a.example/", { HTTPS_PROXY: "http://p", NO_PROXY: "a.example:443" }, false],
    ["https://a.example:8443/", { HTTPS_PROXY: "http://p", NO_PROXY: "a.example:443" }, true],
    ["https://ba.example/", { HTTPS_PROXY: "http://p", NO_PROXY: "a.example" }, true],
    ["https://a.example/", { HTTPS_PROXY: "http://p", NO_PROXY: " ,, " }, true],
  ] as [string, Record<string, string>, boolean][])("%s with %j: %s", (url, environment, expected) => {
    for (const name of names) vi.stubEnv(name, environment[name] ?? "");
    expect(proxyOf(new URL(url))).toBe(expected ? "http://p" : undefined);
  });
});
