import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type Block, root } from "./blocks.ts";

const at = (path: string) => fileURLToPath(new URL(path, root));

/** What a page may use without having made it. */
const PREAMBLE = `
declare const router: import("llmux").Router;
declare const messages: import("llmux").ChatMessage[];
declare const sim: import("llmux/testing").Simulation;
declare const signal: AbortSignal;
declare const simulate: typeof import("llmux/testing").simulate;
declare const expect: typeof import("vitest").expect;
declare const vi: typeof import("vitest").vi;
`;

const PREAMBLE_FILE = at("test/docs/preamble.virtual.d.ts");

/** Pages speak to people who have \`strict\`, not every further check of this project. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(at("tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, at("."));
  return { ...options, noUncheckedIndexedAccess: false, exactOptionalPropertyTypes: true, noEmit: true };
}

/** Parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile | undefined>();

const fileOf = (block: Block) => at(`test/docs/${block.page.replaceAll(/\W/g, "-")}-${block.line}.virtual.ts`);

/** One program over all blocks, each a module of its own that exists in memory only. */
export function programOf(blocks: readonly Block[]): ts.Program {
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const virtual = new Map(blocks.map((block) => [fileOf(block), `${block.code}\nexport {};\n`]));
  virtual.set(PREAMBLE_FILE, PREAMBLE);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => virtual.get(file) ?? readFile(file);
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = virtual.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, rest[0]);
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest));
    return parsed.get(file);
  };
  return ts.createProgram({ rootNames: [...virtual.keys()], options, host });
}

/** What is wrong with a block, as `page:line: message`. */
export function complaints(program: ts.Program, block: Block): string[] {
  const source = program.getSourceFile(fileOf(block));
  if (source === undefined) return [`${block.page}:${block.line}: not in the program`];
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return found.map(({ start = 0, messageText }) => {
    const line = block.line + 1 + source.getLineAndCharacterOfPosition(start).line;
    return `${block.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
