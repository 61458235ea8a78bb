import ts from "typescript";

/**
 * Everything a declaration file exports, and every declaration of this package that those mention, each as TypeScript:
 * sorted by name, without comments, private members, or the bundler's own short names.
 */
export function publicApi(file: string): string[] {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!);
  const found = new Map<ts.Symbol, boolean>();
  for (const symbol of exported) collect(checker, unaliased(checker, symbol), true, found);
  const printed = [...found].flatMap(([symbol, isExported]) => print(symbol, isExported));
  return printed.sort(byName).map(({ text }) => text);
}

interface Printed {
  readonly name: string;
  readonly text: string;
}

const byName = (a: Printed, b: Printed) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function unaliased(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function collect(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  isExported: boolean,
  found: Map<ts.Symbol, boolean>,
): void {
  if (found.has(symbol)) {
    if (isExported) found.set(symbol, true);
    return;
  }
  const declarations = (symbol.declarations ?? []).filter(isOurs);
  if (declarations.length === 0) return;
  found.set(symbol, isExported);
  const visit = (node: ts.Node): void => {
    const mentioned = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    if (mentioned) collect(checker, unaliased(checker, mentioned), false, found);
    ts.forEachChild(node, visit);
  };
  for (const declaration of declarations) visit(declaration);
}

/** A top-level declaration of this package's build. */
function isOurs(node: ts.Declaration): boolean {
  const statement = statementOf(node);
  return /\/dist\/[^/]+\.d\.ts$/.test(node.getSourceFile().fileName) && statement.parent === node.getSourceFile();
}

function statementOf(node: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

const printer = ts.createPrinter({ removeComments: true });

function print(symbol: ts.Symbol, isExported: boolean): Printed[] {
  const texts = (symbol.declarations ?? []).filter(isOurs).map((declaration) => {
    const text = printer.printNode(ts.EmitHint.Unspecified, statementOf(declaration), declaration.getSourceFile());
    const plain = text
      .replace(/^declare /, "")
      .replace(/^ *#private;\n/gm, "")
      .replaceAll("$1", "");
    return isExported ? `export ${plain}` : plain;
  });
  return texts.length === 0 ? [] : [{ name: symbol.name, text: texts.join("\n") }];
}
