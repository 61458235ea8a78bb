import { createRequire } from "node:module";
import type { Command, Output } from "./command.ts";
import { simulateCommand } from "./simulate-command.ts";

const COMMANDS: Readonly<Record<string, Command>> = { simulate: simulateCommand };

/** Runs one command of `npx llmux`. Resolves with the exit code: 0, 1 if the command failed, 2 if it was called wrongly. */
export async function runCli(args: readonly string[], output: Output): Promise<number> {
  const [name = "", ...rest] = args;
  if (["--version", "-v", "version"].includes(name)) {
    output.out(version());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const help = ["", "--help", "-h", "help"].includes(name);
    (help ? output.out : output.err)(help ? usage() : `llmux: there is no command "${name}"\n\n${usage()}`);
    return help ? 0 : 2;
  }
  try {
    return await command.run(rest, output);
  } catch (error) {
    output.err(`llmux ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

function version(): string {
  return (createRequire(import.meta.url)("llmux/package.json") as { version: string }).version;
}

function usage(): string {
  const lines = Object.values(COMMANDS).map((command) => `  npx llmux ${command.usage}\n      ${command.says}`);
  return `Usage:\n${lines.join("\n")}\n  npx llmux --version\n  npx llmux --help`;
}
