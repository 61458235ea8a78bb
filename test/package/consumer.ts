import { execFile } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

/** Runs a Node script of a consumer project to its natural end, and returns the JSON it printed. */
export async function runConsumer<T>(project: string, script: string): Promise<T> {
  const options = { cwd: join(inject("consumers"), project), env: { PATH: process.env.PATH } };
  const stdout = await execute(process.execPath, [script], options);
  return JSON.parse(stdout) as T;
}

/** Runs a program, and fails with all it said. */
export function execute(program: string, args: string[], options: object): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 60_000, ...options }, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.join(" ")}: ${error.message}\n${stdout}${stderr}`)) : resolve(String(stdout)),
    );
  });
}
