import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Which of the optional SDKs are installed. */
export const SDKS = {
  no: [],
  one: ["@anthropic-ai/sdk"],
  all: ["@anthropic-ai/sdk", "@google/genai", "@google/generative-ai"],
} as const satisfies Record<string, readonly string[]>;

export type Sdks = keyof typeof SDKS;

export interface Trees {
  /** A project with the applications and what is installed. */
  readonly project: (sdks: Sdks) => string;
  /** An empty folder for what was built: there is no package around it. */
  readonly output: (name: string) => string;
  remove(): void;
}

/** Projects outside of this one: nothing that is installed here is found from them. */
export function makeTrees(): Trees {
  if (!existsSync(at("node_modules/llmux/dist/index.js")))
    throw new Error("run `npm run build`, then `npm run frameworks`");
  const root = mkdtempSync(join(tmpdir(), "bundlers-"));
  const made = new Set<Sdks>();
  return {
    project(sdks) {
      const folder = join(root, sdks);
      if (made.has(sdks)) return folder;
      made.add(sdks);
      cpSync(at("apps"), folder, { recursive: true });
      link(at("node_modules"), folder);
      const installed: readonly string[] = SDKS[sdks];
      for (const name of SDKS.all) {
        if (!installed.includes(name)) rmSync(join(folder, "node_modules", name), { recursive: true });
      }
      return folder;
    },
    output(name) {
      const folder = join(root, "out", name.replace(/\W+/g, "-"));
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Copies a folder by hard links, or file by file where that is not possible. */
export function link(from: string, into: string): void {
  try {
    execFileSync("cp", ["-al", from, into], { stdio: "ignore" });
  } catch {
    execFileSync("cp", ["-a", from, into]);
  }
}
