import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRouter } from "llmux";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../src/data/prices.ts";
import { vendors } from "../../src/data/vendors.ts";
import { createPriceBook } from "../../src/pricing/price-book.ts";
import { pages, pageText, root, tableRows } from "./blocks.ts";

const src = new URL("src/", root);

function sources(folder: string): string {
  const files = readdirSync(new URL(folder, src), { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(new URL(file, new URL(folder, src)), "utf8"));
  return texts.join("\n");
}

function marked(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!);
}

describe("names in the pages", () => {
  it("docs/openai-client.md has every request header", async () => {
    const init = { method: "POST", headers: { "x-llmux-nonsense": "1" }, body: "{}" };
    const answer = await createRouter().fetch("http://x/v1/chat/completions", init);
    const { error } = (await answer.json()) as { error: { message: string } };
    const known = error.message.split("known are ")[1]!.split(", ");
    const documented = tableRows("docs/openai-client.md").flatMap(([first = ""]) => first.split(", "));
    expect(documented.filter((name) => /^(x-llmux-|idempotency)/.test(name)).sort()).toEqual(known.sort());
  });

  it.each(pages)("%s names models of the three vendors that have a price", (page) => {
    const book = createPriceBook(CATALOGUE);
    const targets = [...pageText(page).matchAll(/["`](openai|anthropic|gemini)\/([\w.-]+-[\w.-]+)["`]/g)];
    const unpriced = targets.filter(([, provider, model]) => book.find(provider!, model!) === undefined);
    expect(unpriced.map(([name]) => name)).toEqual([]);
  });

  it("docs/providers.md has every warning that a provider gives", () => {
    const given = new Set([...sources("providers/").matchAll(/warn\(\s*"([a-z_]+)"/g)].map(([, code]) => code!));
    const documented = tableRows("docs/providers.md").flatMap(([first = ""]) => first.split(", "));
    expect([...given].sort()).toEqual([
      "changed_param",
      "clamped_param",
      "dropped_param",
      "emulated_param",
      "renamed_param",
    ]);
    expect(documented).toEqual(expect.arrayContaining([...given]));
  });

  it.each(Object.entries(vendors))("docs/providers.md has the variables of %s", (name, { env }) => {
    const [, , key = ""] = tableRows("docs/providers.md").find(([first]) => first === name) ?? [];
    for (const variable of env) expect(key).toContain(variable);
  });

  it("docs/errors.md has only codes that the code knows", () => {
    const [, section = ""] = pageText("docs/errors.md").split("## Codes of our own");
    const codes = [...section.split("\n## ")[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code!);
    const everything = sources("./");
    expect(codes.length).toBeGreaterThan(5);
    for (const code of codes) expect(everything).toContain(`"${code}"`);
  });

  it("the commands are those of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { scripts: object };
    const commands = pages
      .flatMap((page) => marked(pageText(page)))
      .flatMap((text) => text.match(/npm (?:run )?(?!ci|i\b|install)\w+/g) ?? []);
    expect(commands).toEqual(expect.arrayContaining(["npm test", "npm run demo"]));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands.map((command) => command.split(" ").at(-1))));
  });
});

describe("src/README.md", () => {
  const text = pageText("src/README.md");
  const paths = marked(text).filter((name) => /^[\w*<>./-]+(\.ts|\/)$/.test(name) && !name.includes("<"));

  it("names files and folders that are there", () => {
    expect(paths.length).toBeGreaterThan(40);
    const there = (path: string) =>
      path.includes("*")
        ? readdirSync(new URL(path.split("*")[0]!, src)).some((name) =>
            existsSync(new URL(path.replace("*", name), src)),
          )
        : existsSync(new URL(path, src)) || existsSync(new URL(path, root));
    expect(paths.filter((path) => !there(path))).toEqual([]);
  });

  it("gives every folder its floor", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const [, floors = ""] = text.split("## Floors");
    const named = marked(floors.split("\n## ")[0]!);
    expect(named).toEqual(expect.arrayContaining(folders.map(({ name }) => `${name}/`)));
  });
});
