import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Outside the repository and kept from run to run. */
const FOLDER = join(tmpdir(), "llmux-python-client");

/**
 * A Python that has the official client: `PYTHON`, `python3`, or an environment made for it with `pip`. Undefined, which is
 * said on stderr, where there is none and none can be made.
 */
export async function pythonWithOpenAI(): Promise<string | undefined> {
  for (const python of [process.env.PYTHON, "python3", join(FOLDER, "bin/python")]) {
    if (python !== undefined && (await works(python, ["-c", "import openai"]))) return python;
  }
  const made = join(FOLDER, "bin/python");
  const pip = ["-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "10", "openai"];
  if ((await works("python3", ["-m", "venv", FOLDER])) && (await works(made, pip))) return made;
  console.warn("NOTICE: no Python with the package openai, and pip cannot install it: its cases are skipped");
  return undefined;
}

async function works(program: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(program, args, { timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
