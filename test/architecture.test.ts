import ts from "typescript";
import { describe, expect, it } from "vitest";
import { FLOORS, NARROW, ON_NODE } from "./architecture/floors.ts";
import { type Import, nodesOf, readSources, type Source } from "./architecture/sources.ts";

const sources = readSources("src");
const byPath = new Map(sources.map((source) => [source.path, source]));
/** Code that obeys the manners of `src` but not its floors. */
const others = readSources("test", "scripts", "examples", "bench");

const folderOf = (path: string) => path.split("/")[1] ?? "";
const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** One line for each import of `src` that a rule objects to. */
function importsThat(object: (source: Source, imported: Import) => string | false): string[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((imported) => {
      const objection = object(source, imported);
      return objection ? [`${source.path} imports ${imported.specifier}: ${objection}`] : [];
    }),
  );
}

/** One line for each node that a rule objects to. */
function nodesThat(files: readonly Source[], object: (node: ts.Node) => string | false): string[] {
  return files.flatMap(({ path, tree }) =>
    [...nodesOf(tree)].flatMap((node) => {
      const objection = object(node);
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      return objection ? [`${path}:${line + 1} ${objection}`] : [];
    }),
  );
}

const textThat = (files: readonly Source[], pattern: RegExp) =>
  files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe("floors", () => {
  it("has a row for every folder of src", () => {
    expect(sources.map(({ path }) => folderOf(path)).filter((folder) => !FLOORS[folder])).toEqual([]);
  });

  it("imports point down, and never to a sibling", () => {
    const wrong = importsThat(({ path }, { file, how }) => {
      if (file === undefined) return false;
      const [from, to] = [folderOf(path), folderOf(file)];
      if (from === to) return false;
      if (!file.startsWith("src/") || !byPath.has(file)) return "there is no such source";
      if (!(FLOORS[from]!.floor > FLOORS[to]!.floor)) return `floor ${FLOORS[from]!.floor} to ${FLOORS[to]!.floor}`;
      return NARROW[from] !== undefined && !NARROW[from].includes(how) && `${from}/ may not`;
    });
    expect(wrong).toEqual([]);
  });

  it("imports packages only where their row says so", () => {
    const wrong = importsThat(({ path }, { specifier, file, how }) => {
      if (file !== undefined || specifier.startsWith("node:")) return false;
      const allowed = FLOORS[folderOf(path)]?.packages?.[packageOf(specifier)];
      return !allowed?.includes(how) && `not as ${how}`;
    });
    expect(wrong).toEqual([]);
  });

  it("imports modules of Node only in folders that are for Node", () => {
    const wrong = importsThat(({ path }, { specifier, how }) => {
      if (specifier.startsWith("node:"))
        return how !== "type" && !ON_NODE.includes(folderOf(path)) && "not on Node alone";
      return !specifier.startsWith(".") && BUILT_IN.has(specifier) && "without node:";
    });
    expect(wrong).toEqual([]);
  });

  it("has no cycle of imports, types included", () => {
    expect(cycles()).toEqual([]);
  });
});

const BUILT_IN = new Set([
  "crypto",
  "events",
  "fs",
  "http",
  "https",
  "net",
  "os",
  "path",
  "stream",
  "url",
  "util",
  "zlib",
]);

/** Each cycle once, from where it was found. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    for (const { file } of byPath.get(path)?.imports ?? []) if (file !== undefined) visit(file, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}

describe("files", () => {
  it("are named in kebab-case, a variant for one build with its name behind", () => {
    const wrong = sources.filter(
      ({ path }) => !path.split("/").every((part) => /^[a-z0-9]+(-[a-z0-9]+)*((\.(edge|cjs))?\.ts)?$/.test(part)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("have at most 300 lines, tables of facts excepted", () => {
    const long = sources.filter(({ path, text }) => folderOf(path) !== "data" && text.split("\n").length > 301);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it("have at most three exports in nine of ten; the contract's families of words and the entries aside", () => {
    const counted = sources.filter(({ path }) => !/^src\/(contract\/|([a-z-]+\/)?index\.ts$)/.test(path));
    const many = counted.filter((source) => exportsOf(source) > 3);
    const told = many.map((source) => `${source.path}: ${exportsOf(source)}`);
    expect(many.length / counted.length, told.join("\n")).toBeLessThanOrEqual(0.1);
  });

  it("re-export nothing: only entries of the package do", () => {
    const wrong = nodesThat(
      sources.filter(({ path }) => !/^src\/([a-z-]+\/)?index\.ts$/.test(path)),
      (node) =>
        ts.isExportDeclaration(node) &&
        node.moduleSpecifier !== undefined &&
        `re-exports ${node.moduleSpecifier.getText()}`,
    );
    expect(wrong).toEqual([]);
  });
});

function exportsOf({ tree }: Source): number {
  return tree.statements.reduce((count, statement) => {
    if (ts.isExportDeclaration(statement)) {
      return (
        count +
        (statement.exportClause && ts.isNamedExports(statement.exportClause)
          ? statement.exportClause.elements.length
          : 1)
      );
    }
    if (!ts.canHaveModifiers(statement)) return count;
    const exported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    // A function's overloads are one export.
    const overload = ts.isFunctionDeclaration(statement) && statement.body === undefined;
    if (!exported || overload) return count;
    return count + (ts.isVariableStatement(statement) ? statement.declarationList.declarations.length : 1);
  }, 0);
}

const positional = ({ parameters }: ts.SignatureDeclaration) =>
  parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this")).length;

describe("functions", () => {
  it("have at most 60 lines", () => {
    const long = nodesThat(sources, (node) => {
      if (!ts.isFunctionLike(node)) return false;
      const file = node.getSourceFile();
      const line = (position: number) => file.getLineAndCharacterOfPosition(position).line;
      const lines = line(node.end) - line(node.getStart()) + 1;
      return lines > 60 && `a function of ${lines} lines`;
    });
    expect(long).toEqual([]);
  });

  it("take at most four positional parameters", () => {
    const many = nodesThat(
      sources,
      (node) => ts.isFunctionLike(node) && positional(node) > 4 && `takes ${positional(node)}`,
    );
    expect(many).toEqual([]);
  });
});

/** Where no calls pass. */
const ASIDE = ["testing", "simulate", "cli"];

describe("the heap", () => {
  it("is not asked for a place in V8's old space: no function is assigned to a property where it is written", () => {
    const wrong = nodesThat(
      sources.filter(({ path }) => !ASIDE.includes(folderOf(path))),
      (node) =>
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        (ts.isArrowFunction(node.right) || ts.isFunctionExpression(node.right)) &&
        (ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left)) &&
        node.left.getText(),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the language", () => {
  it("has no any", () => {
    expect(nodesThat([...sources, ...others], (node) => node.kind === ts.SyntaxKind.AnyKeyword && "any")).toEqual([]);
  });

  it("has no enum and no namespace of values", () => {
    const wrong = nodesThat(
      sources,
      (node) => (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) && node.getText().slice(0, 40),
    );
    expect(wrong).toEqual([]);
  });

  it("silences no checker, and leaves nothing for later", () => {
    const silenced = new RegExp(["@ts-", "(ignore|nocheck)|biome-", "ignore|eslint-", "disable"].join(""));
    expect(textThat([...sources, ...others], silenced)).toEqual([]);
    expect(
      textThat([...sources, ...others], new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`)),
    ).toEqual([]);
    expect(textThat(sources, /@ts-expect-error/)).toEqual([]);
  });
});
