import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One import of a source file. */
export interface Import {
  readonly specifier: string;
  /** Path within the project, for a file of ours. */
  readonly file?: string;
  /** How it is meant: erased, loaded with the file, or loaded later. */
  readonly how: "type" | "static" | "dynamic";
}

/** One source file of the project, read once. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** All TypeScript files under some folders, by path within the project. */
export function readSources(...folders: string[]): Source[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  return paths
    .filter((path) => /\.[cm]?tsx?$/.test(path) && !/(^|\/)(node_modules|\.next|out)\//.test(path))
    .sort()
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, imports: [...nodesOf(tree)].flatMap((node) => importOf(path, node) ?? []) };
}

/** A node and everything in it. */
export function* nodesOf(node: ts.Node): Iterable<ts.Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

function importOf(path: string, node: ts.Node): Import | undefined {
  const found = specifierOf(node);
  if (found === undefined) return undefined;
  const { specifier } = found;
  if (!specifier.startsWith(".")) return found;
  return { ...found, file: relative(ROOT, join(ROOT, dirname(path), specifier)) };
}

function specifierOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return import_(node.moduleSpecifier, erased(node.importClause) ? "type" : "static");
  if (ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && import_(node.moduleSpecifier, node.isTypeOnly ? "type" : "static");
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return import_(node.argument.literal, "type");
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return import_(node.arguments[0], "dynamic");
  }
  return undefined;
}

function erased(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function import_(literal: ts.Node | undefined, how: Import["how"]): Import | undefined {
  return literal && ts.isStringLiteralLike(literal) ? { specifier: literal.text, how } : undefined;
}
