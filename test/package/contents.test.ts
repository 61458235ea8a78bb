import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, inject, it } from "vitest";

interface Manifest {
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
}

let folder: string;
let manifest: Manifest;
let files: string[];

beforeAll(() => {
  folder = join(inject("consumers"), "node_modules/llmux");
  manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
});

/** Module names a file names, in whichever form; `later` leaves those of `import()` and nested `require` in. */
function specifiersOf(file: string, { later }: { later: boolean }): string[] {
  const tree = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    }
    if (later && ts.isCallExpression(node)) {
      const [name] = node.arguments;
      const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === "require";
      if (loads && name && ts.isStringLiteral(name)) found.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe("the tarball", () => {
  it("holds the build and the papers, and nothing else", () => {
    const kinds = [
      /^dist\/(edge\/)?[\w-]+\.(d\.)?c?[jt]s$/,
      /^dist\/NOTICES\.txt$/,
      /^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/,
      /^docs\/(api\/)?[\w-]+(\.api)?\.md$/,
    ];
    expect(files.filter((file) => !kinds.some((kind) => kind.test(file)))).toEqual([]);
    expect(files).toContain("LICENSE");
  });

  it("has every file its entries name", () => {
    const named = JSON.stringify(manifest.exports).match(/\.\/[^"]+\.(c?js|d\.c?ts)"/g) ?? [];
    expect(named.length).toBe(32);
    expect(named.map((path) => path.slice(2, -1)).filter((path) => !files.includes(path))).toEqual([]);
  });

  it("declares every package it imports, and asks for no SDK but OpenAI's", () => {
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
    const imported = files
      .filter((file) => file.startsWith("dist/") && !file.endsWith(".txt"))
      .flatMap((file) => specifiersOf(file, { later: true }));
    const packages = imported
      .filter((name) => !name.startsWith(".") && !isBuiltin(name))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    expect([...new Set(packages)].filter((name) => !Object.hasOwn(declared, name))).toEqual([]);
    // undici is loaded in parts, under names that no bundler follows.
    expect(Object.keys(declared).filter((name) => !packages.includes(name))).toEqual(["undici"]);
    const required = Object.keys(manifest.peerDependencies).filter(
      (name) => !manifest.peerDependenciesMeta[name]?.optional,
    );
    expect(required).toEqual([]);
  });

  it("imports no module of Node in the static graph of its core", () => {
    const seen = new Set<string>();
    const follow = (file: string): string[] => {
      if (seen.has(file)) return [];
      seen.add(file);
      return specifiersOf(file, { later: false }).flatMap((name) =>
        name.startsWith(".") ? follow(join("dist", name)) : name,
      );
    };
    const packages = [...new Set(follow("dist/index.js"))];
    expect(packages.filter((name) => isBuiltin(name))).toEqual([]);
    expect(packages.filter((name) => !Object.hasOwn(manifest.dependencies, name) || name === "openai")).toEqual([]);
  });
});

/** Names that mean Node, or that some workers refuse outside of a request. */
const NODE = new Set(["process", "Buffer", "global", "require", "__dirname", "__filename", "setImmediate"]);
const IN_REQUESTS = /^(setTimeout|setInterval|fetch|Math\.random|crypto\.\w+)$/;

describe("the build for the edge", () => {
  it("is taken by workers, edge functions and browsers, for both of its entries", () => {
    for (const name of ["index", "openai"]) {
      const entry = manifest.exports[name === "index" ? "." : `./${name}`] as Record<string, unknown>;
      const taken = { types: `./dist/${name}.d.ts`, default: `./dist/edge/${name}.js` };
      expect(entry).toMatchObject({
        "edge-light": taken,
        workerd: taken,
        worker: taken,
        browser: { import: taken },
      });
      // The first that fits is taken.
      expect(Object.keys(entry).slice(0, 4)).toEqual(["edge-light", "workerd", "worker", "browser"]);
    }
  });

  it("imports nothing of Node and no dependency but the SDKs", () => {
    const imported = edgeFiles().flatMap((file) => specifiersOf(file, { later: true }));
    const packages = new Set(imported.filter((name) => !name.startsWith(".")));
    expect([...packages].sort()).toEqual(["@anthropic-ai/sdk", "@google/genai", "@google/generative-ai", "openai"]);
  });

  it("looks for nothing of Node but as a member of the global object", () => {
    const named = edgeFiles().flatMap((file) => identifiersOf(file));
    expect(named.filter(({ name, isFree }) => isFree && NODE.has(name))).toEqual([]);
  });

  it("starts no timer and asks for nothing random while it is loaded", () => {
    expect(edgeFiles().flatMap((file) => callsAtLoad(file).filter((name) => IN_REQUESTS.test(name)))).toEqual([]);
  });
});

const edgeFiles = () => files.filter((file) => file.startsWith("dist/edge/"));

function treeOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.ES2022, true);
}

interface Named {
  readonly name: string;
  /** Looked for in the scope, not a member of something. */
  readonly isFree: boolean;
}

function identifiersOf(file: string): Named[] {
  const found: Named[] = [];
  const visit = (node: ts.Node): void => {
    const isMember =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (ts.isIdentifier(node)) found.push({ name: node.text, isFree: !isMember });
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(treeOf(file), visit);
  return found;
}

/** What is called by the file itself, outside of all functions. */
function callsAtLoad(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node)) found.push(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  visit(treeOf(file));
  return found;
}
