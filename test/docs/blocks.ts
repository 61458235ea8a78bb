import { readdirSync, readFileSync } from "node:fs";

/** A fenced code block of a page. */
export interface Block {
  /** From the project's root. */
  readonly page: string;
  readonly line: number;
  /** Marked ` ```ts run `: executed, and what it prints is compared with its `// →` comments. */
  readonly runs: boolean;
  readonly code: string;
}

export const root = new URL("../../", import.meta.url);

/** The pages whose code is checked. */
export const pages: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "src/README.md",
  ...readdirSync(new URL("docs/", root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export function pageText(page: string): string {
  return readFileSync(new URL(page, root), "utf8");
}

const FENCE = /^```(\S*) ?(\S*)[^\n]*\n([\s\S]*?)^```$/gm;

/** The TypeScript blocks of a page. */
export function blocksOf(page: string): Block[] {
  const text = pageText(page);
  return [...text.matchAll(FENCE)]
    .filter(([, language]) => language === "ts")
    .map(({ index, 2: mark, 3: code }) => ({
      page,
      line: text.slice(0, index).split("\n").length,
      runs: mark === "run",
      code: code!,
    }));
}

/** The cells of a page's table rows, the code marks of each taken off. */
export function tableRows(page: string): string[][] {
  return pageText(page)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}
