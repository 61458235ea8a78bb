import ts from "typescript";
import { programOf } from "./program.ts";

interface Schema {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly options?: readonly Schema[];
}

/** The dotted names an options schema accepts, maps of names to values taken as one. */
export function pathsOf(schema: unknown, path = ""): string[] {
  const { entries, wrapped, options } = schema as Schema;
  if (wrapped) return pathsOf(wrapped, path);
  if (options) return options.flatMap((option) => pathsOf(option, path));
  // Listeners are the events', which have a page of their own.
  if (!entries || path === "on") return [];
  return Object.entries(entries).flatMap(([name, value]) => {
    const full = path === "" ? name : `${path}.${name}`;
    return [full, ...pathsOf(value, full)];
  });
}

const programs = new Map<string, string[]>();

/** The names of a type's properties. */
export function fieldsOf(type: string): string[] {
  const known = programs.get(type);
  if (known) return known;
  const fields = read(type);
  programs.set(type, fields);
  return fields;
}

function read(type: string): string[] {
  const block = { page: "shape", line: 1, runs: false, code: `export declare const it: ${type};` };
  const program = programOf([block]);
  const checker = program.getTypeChecker();
  const source = program.getSourceFiles().find(({ fileName }) => fileName.includes("/shape-1.virtual"))!;
  const [declaration] = (source.statements[0] as ts.VariableStatement).declarationList.declarations;
  return checker.getTypeAtLocation(declaration!).getProperties().map(ts.symbolName);
}
