import type { Options } from "tsup";
import ts from "typescript";

type Plugin = NonNullable<Options["plugins"]>[number];

/**
 * A tsup plugin that rewrites each ES module of the output as CommonJS, statement by statement: `import()` becomes a
 * `require` that runs as late, nothing else is lowered.
 *
 * One of a package stands where the `import()` stood, not in a callback: bundlers take a missing package for an error of the
 * build, unless a `try` stands around the `require` itself.
 */
export const toCommonJs: Plugin = {
  name: "to-common-js",
  renderChunk(code, { path }) {
    if (!path.endsWith(".cjs")) return;
    return { code: commonJs(code, path) };
  },
};

function commonJs(code: string, path: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(code, {
    // The file's own ending would make it CommonJS already.
    fileName: path.replace(/\.cjs$/, ".js"),
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      allowJs: true,
    },
  });
  const [problem] = diagnostics;
  if (problem) throw new Error(`${path} as CommonJS: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
  return outputText.replace(
    /await Promise\.resolve\(\)\.then\(\(\) => (__importStar\(require\("[^."][^"]*"\)\))\)/g,
    "$1",
  );
}
