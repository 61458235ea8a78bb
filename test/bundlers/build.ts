import { join } from "node:path";
import * as esbuild from "esbuild";
import * as vite from "vite";
import webpack from "webpack";

/** Builds an application of a project into one folder, and gives the file to run and what the bundler warned of. */
export type Build = (project: string, out: string) => Promise<{ file: string; warnings: readonly string[] }>;

const esbuilt =
  (format: "esm" | "cjs"): Build =>
  async (project, out) => {
    const file = join(out, `app.${format === "esm" ? "mjs" : "cjs"}`);
    const { warnings } = await esbuild.build({
      absWorkingDir: project,
      entryPoints: ["print.mjs"],
      outfile: file,
      bundle: true,
      platform: "node",
      format,
      logLevel: "silent",
    });
    return { file, warnings: warnings.map(({ text, location }) => `${location?.file}: ${text}`) };
  };

const webpacked =
  (entry: string): Build =>
  (project, out) =>
    new Promise((resolve, reject) => {
      const output = { path: out, filename: "app.cjs" };
      const optimization = { minimize: false };
      webpack(
        { context: project, entry, mode: "production", target: "node20", output, optimization },
        (error, stats) => {
          if (error || !stats || stats.hasErrors()) reject(error ?? new Error(stats?.toString("errors-only")));
          else {
            const { warnings = [] } = stats.toJson({ warnings: true });
            const said = warnings.map(({ moduleName, message }) => `${moduleName}: ${message}`);
            resolve({ file: join(out, "app.cjs"), warnings: said });
          }
        },
      );
    });

const vited: Build = async (project, out) => {
  const warnings: string[] = [];
  const logger = vite.createLogger("warn");
  logger.warn = logger.warnOnce = (message) => void warnings.push(message);
  await vite.build({
    root: project,
    configFile: false,
    customLogger: logger,
    ssr: { noExternal: true, target: "node" },
    build: { ssr: "print.mjs", outDir: out, emptyOutDir: false },
  });
  return { file: join(out, "print.mjs"), warnings };
};

/** All but Turbopack, which is Next.js's. */
export const BUNDLERS: Readonly<Record<string, Build>> = {
  "esbuild, ES modules": esbuilt("esm"),
  "esbuild, CommonJS": esbuilt("cjs"),
  "webpack, import": webpacked("./print.mjs"),
  "webpack, require": webpacked("./print.cjs"),
  "Vite (Rolldown)": vited,
};
