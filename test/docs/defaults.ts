import { readFileSync } from "node:fs";
import ts from "typescript";
import { settingsOf } from "../../src/breaker/settings.ts";
import { readOptions } from "../../src/options/read.ts";
import { root } from "./blocks.ts";

/** Every default that is a number, by its option's dotted name, from where the code has it. */
export function defaults(): [string, number][] {
  const { retry } = readOptions({}, {});
  const { cache } = readOptions({ cache: true }, {});
  const { silence: _, ...breaker } = settingsOf({});
  const groups = { timeouts: constant("src/router/limits.ts", "DEFAULTS"), retry, breaker, cache: cache! };
  return Object.entries(groups).flatMap(([group, values]) =>
    Object.entries(values as object).map(([name, value]): [string, number] => [`${group}.${name}`, Number(value)]),
  );
}

/** A constant of a source file: a number, or an object of numbers. */
function constant(file: string, name: string): Record<string, unknown> | number {
  const text = readFileSync(new URL(file, root), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration] = statement.declarationList.declarations;
    if (declaration?.name.getText(source) === name && declaration.initializer) {
      return read(declaration.initializer, source);
    }
  }
  throw new Error(`${file} has no constant ${name} any more; say here where its defaults are`);
}

function read(node: ts.Expression, source: ts.SourceFile): Record<string, unknown> | number {
  if (!ts.isObjectLiteralExpression(node)) return Number(node.getText(source).replaceAll("_", ""));
  const entries = node.properties.filter(ts.isPropertyAssignment);
  return Object.fromEntries(entries.map((entry) => [entry.name.getText(source), read(entry.initializer, source)]));
}
