import { expect, it } from "vitest";
import { page } from "../../scripts/parameters/page.ts";
import { pageText } from "./blocks.ts";

it("docs/parameters.md is what the tables say; npm run parameters writes it anew", () => {
  expect(pageText("docs/parameters.md")).toBe(page());
});
