import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate } from "llmux/testing";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BARE, environmentOf, run, type Server, serve } from "./run.ts";
import { link } from "./trees.ts";

// The example, built without a key and started from its standalone output, in a browser.

const EXAMPLE = fileURLToPath(new URL("../../examples/nextjs", import.meta.url));
const SCREENSHOTS = fileURLToPath(new URL("../../.tmp", import.meta.url));
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (chromium === undefined) console.warn("SKIPPED: the page in a browser, because no Chromium is installed");

const sim = await simulate();
const root = mkdtempSync(join(tmpdir(), "nextjs-"));
let server: Server;

beforeAll(async () => {
  const project = join(root, "project");
  cpSync(EXAMPLE, project, { recursive: true, filter: (path) => !/\/(node_modules|\.next)$/.test(path) });
  link(join(EXAMPLE, "node_modules"), project);
  const next = join(project, "node_modules/next/dist/bin/next");
  const said = await run(process.execPath, [next, "build"], project, BARE);
  expect(said).toContain("/api/llm/[...path]");
  const standalone = join(root, "standalone");
  cpSync(join(project, ".next/standalone"), standalone, { recursive: true });
  cpSync(join(project, ".next/static"), join(standalone, ".next/static"), { recursive: true });
  rmSync(project, { recursive: true });
  server = await serve(() => ["server.js"], standalone, environmentOf(sim));
});

afterAll(async () => {
  await server?.stop();
  await sim.close();
  rmSync(root, { recursive: true, force: true });
});

it("has the installed SDKs in its standalone output", async () => {
  const ask = async () => {
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const body = JSON.stringify({ model: "chat", messages: [{ role: "user", content: "hello" }] });
    const init = { method: "POST", headers, body };
    const answer = await (await fetch(`${server.address}/api/llm/v1/chat/completions`, init)).json();
    return answer.choices[0].message.content;
  };
  const providers = [sim.openai, sim.anthropic, sim.gemini];
  for (const [place, provider] of providers.entries()) {
    provider.reply(`number ${place}`);
    expect(await ask()).toBe(`number ${place}`);
    provider.fail("status_503");
  }
  sim.reset();
});

it("lets in nobody who is not of the site", async () => {
  expect((await fetch(`${server.address}/api/llm/v1/models`)).status).toBe(401);
});

describe.skipIf(chromium === undefined)("in Chromium", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await puppeteer.launch({ executablePath: chromium!, args: ["--no-sandbox"] });
    page = await browser.newPage();
    await page.goto(server.address);
    await page.waitForSelector("input");
  });

  afterAll(() => browser?.close());

  const ask = async (question: string) => {
    await page.waitForSelector("button:not([disabled])");
    await page.$eval("input", (input) => {
      input.value = "";
    });
    await page.type("input", question);
    await page.click("button");
  };
  const shows = (text: string) =>
    page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 20_000 }, text);
  const lastAnswer = () => page.$$eval("[data-testid=answer]", (all) => all.at(-1)?.textContent);
  const picture = async (name: string) => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}/nextjs-${name}.png` });
  };

  it("shows the first words while the last are still to come, then a title by a server action", async () => {
    sim.openai.reply((request) =>
      request.stream ? { chunks: ["The first words", ", and", " the last."], chunkDelayMs: 1000 } : "A fine title",
    );
    await ask("Does it stream?");
    await shows("The first words");
    expect(await lastAnswer()).not.toContain("the last.");
    await picture("first-words");
    await shows("The first words, and the last.");
    await shows("A fine title");
  });

  it("says so when the provider is killed in the middle of an answer, and answers on by another", async () => {
    sim.openai.reply({ chunks: ["A beginning", ", and the end."], chunkDelayMs: 60_000 });
    sim.anthropic.reply("Somebody else is here.");
    await ask("And now?");
    await shows("A beginning");
    await sim.openai.close();
    await shows("A beginning — ");
    expect(await lastAnswer()).not.toContain("the end.");
    await ask("Still there?");
    await shows("Somebody else is here.");
    await picture("killed");
  });
});
