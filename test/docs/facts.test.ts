import { createRouter, FAULT_KINDS, isLlmuxError } from "llmux";
import { describe, expect, it, vi } from "vitest";
import { DISPOSITIONS, type Disposition } from "../../src/dispatch/fault-table.ts";
import { EVENTS, provider, router, target } from "../../src/options/schema.ts";
import { pageText, tableRows } from "./blocks.ts";
import { defaults } from "./defaults.ts";
import { fieldsOf, pathsOf } from "./shapes.ts";

// The first look at a type reads the declarations of all SDKs.
vi.setConfig({ testTimeout: 120_000 });

/** The first table row under a heading whose first cell is `name`. */
function rowOf(page: string, name: string): string[] | undefined {
  return tableRows(page).find(([first]) => first === name);
}

/** The names in the first column of the table below a heading. */
function namesUnder(page: string, heading: string): string[] {
  const [, below = ""] = pageText(page).split(`\n## ${heading}\n`);
  const [section = ""] = below.split("\n## ");
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
}

describe("docs/options.md", () => {
  it("has every option of the router", () => {
    const documented = namesUnder("docs/options.md", "`createRouter(options)`");
    expect(documented.sort()).toEqual(pathsOf(router()).sort());
  });

  it.each([
    ["A provider", provider()],
    ["A target", target()],
  ] as const)("has every option of %s", (heading, schema) => {
    const own = pathsOf(schema).filter((path) => !path.includes("."));
    expect(namesUnder("docs/options.md", heading).sort()).toEqual(own.sort());
  });

  it("has every option of a call", async () => {
    const wrong = createRouter().chat.completions.create({ model: "a", messages: [] }, { zzzzzzzz: 1 } as never);
    const message = await wrong.catch((error) => (isLlmuxError(error) ? error.message : ""));
    const [, known = ""] = String(message).split("known are ");
    expect(namesUnder("docs/options.md", "`create(body, options)`").sort()).toEqual(known.split(", ").sort());
  });

  it.each(defaults())("says the default of %s", (path, value) => {
    const [, , documented = ""] = rowOf("docs/options.md", path) ?? [];
    expect(documented.split(";")[0]).toBe(String(value));
  });

  it("lists as reserved only what is refused", () => {
    const [, reserved = ""] = pageText("docs/options.md").split("- of the router: ");
    const names = [...reserved.split("\n")[0]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(() => createRouter({ [name]: {} } as never), name).toThrow("not built yet");
  });
});

describe("docs/failures.md", () => {
  it.each(FAULT_KINDS)("says what %s leads to", (kind) => {
    const { retry, next, breaker, cooldownMs, cost }: Disposition = DISPOSITIONS[kind];
    const cooldown = typeof cooldownMs === "number" ? `${cooldownMs / 60_000} min` : (cooldownMs ?? "–");
    const going = next === true ? "yes" : next === false ? "no" : next;
    expect(rowOf("docs/failures.md", kind)?.slice(2)).toEqual([retry, going, breaker, cooldown, cost]);
  });

  it("lists the kinds from the most to the least telling", () => {
    const listed = namesUnder("docs/failures.md", "The table");
    expect(listed).toEqual([...FAULT_KINDS]);
  });
});

describe("README.md", () => {
  it("counts kinds and events as they are", () => {
    expect(FAULT_KINDS).toHaveLength(20);
    expect(pageText("README.md")).toContain("one of twenty words");
    expect(EVENTS).toHaveLength(13);
    expect(pageText("README.md")).toContain("There are thirteen");
  });

  it.each(defaults())("says the default of %s", (path, value) => {
    const [group = "", name = ""] = path.split(".");
    const row = rowOf("README.md", group) ?? [];
    expect(row[1]).toContain(name);
    const shown = { 67108864: "64 MiB", 3600000: "1 h" }[value] ?? value.toLocaleString("en");
    expect(row[2]?.split(/[:;,] /).map((part) => part.replace(/ \(.*/, ""))).toContain(shown);
  });
});

describe("docs/failures.md, timeouts", () => {
  it.each(defaults().filter(([path]) => path.startsWith("timeouts.")))("says the default of %s", (path, value) => {
    const [, name = ""] = path.split(".");
    expect(rowOf("docs/failures.md", name)?.[1]?.split(";")[0]).toBe(value.toLocaleString("en"));
  });
});

describe("docs/events.md", () => {
  it.each(EVENTS)("has %s with its fields", (event) => {
    const [, , fields = ""] = rowOf("docs/events.md", event) ?? [];
    const own = fieldsOf(`import("llmux").EventMap["${event}"]`).filter((name) => name !== "type" && name !== "at");
    expect(fields.split(", ").sort()).toEqual(own.sort());
  });
});

describe("what is thrown and reported", () => {
  const named = (page: string) => tableRows(page).flatMap(([first = ""]) => first.split(", "));

  it("has every field of an error in docs/errors.md", () => {
    const fields = fieldsOf('import("llmux").StreamInterruptedError').filter((name) => !isNative(name));
    expect(named("docs/errors.md")).toEqual(expect.arrayContaining(fields));
  });

  it("has every field of the report in docs/routing.md", () => {
    expect(named("docs/routing.md")).toEqual(expect.arrayContaining(fieldsOf('import("llmux").RouteReport')));
  });
});

function isNative(name: string): boolean {
  return ["name", "stack", "cause", "toString"].includes(name);
}
