import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { simulate } from "llmux/testing";

type Simulation = Awaited<ReturnType<typeof simulate>>;

/** Nothing of this process's environment but the path: a build sees no key. */
export const BARE = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: "1" };

/** The usual variables, with the simulated providers behind them. */
export function environmentOf({ openai, anthropic, gemini }: Simulation): NodeJS.ProcessEnv {
  return {
    ...BARE,
    ...{ OPENAI_API_KEY: "-", OPENAI_BASE_URL: openai.baseURL },
    ...{ ANTHROPIC_API_KEY: "-", ANTHROPIC_BASE_URL: anthropic.baseURL },
    ...{ GEMINI_API_KEY: "-", GOOGLE_GEMINI_BASE_URL: gemini.baseURL },
  };
}

/** Runs a program to its end; fails with all it said. */
export function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = BARE): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: 280_000, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.join(" ")}: ${error.message}\n${stdout}${stderr}`)) : resolve(stdout + stderr),
    );
  });
}

export interface Server {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port, and waits until it answers. */
export async function serve(args: (port: number) => string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, args(port), {
    cwd,
    env: { ...env, PORT: String(port), HOSTNAME: "127.0.0.1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += String(text)));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await answers(address)); tries += 1) {
    if (child.exitCode !== null || tries > 600) throw new Error(`the server did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { address, stop: () => stop(child) };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

async function answers(address: string): Promise<boolean> {
  return await fetch(address).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
