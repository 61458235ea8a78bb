import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pages, pageText, root } from "./blocks.ts";

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** A heading's anchor, as GitHub makes it. */
function anchorsOf(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

describe("links between the pages", () => {
  it.each(pages)("of %s lead somewhere", (page) => {
    const text = pageText(page).replaceAll(/^```[\s\S]*?^```$/gm, "");
    const broken = [...text.matchAll(LINK)]
      .map(([, link]) => link!)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !resolves(page, link));
    expect(broken).toEqual([]);
  });

  it("reach every page of docs from the README", () => {
    const links = [...pageText("README.md").matchAll(LINK)].map(([, link]) => link!.split("#")[0]);
    expect(links).toEqual(expect.arrayContaining(pages.filter((page) => page.startsWith("docs/"))));
  });
});

function resolves(page: string, link: string): boolean {
  const [path, anchor] = link.split("#");
  const url = path === "" ? new URL(page, root) : new URL(path!, new URL(page, root));
  if (!existsSync(url)) return false;
  if (anchor === undefined) return true;
  return anchorsOf(pageText(url.pathname.slice(root.pathname.length))).includes(anchor);
}
