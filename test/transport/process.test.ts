import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES, type EngineName } from "./engines.ts";

const script = fileURLToPath(new URL("./child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "transport-"));
const keyFile = join(folder, "key.pem");
const certFile = join(folder, "cert.pem");

beforeAll(() => {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", certFile, ...subject], { stdio: "ignore" });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(engine: EngineName, task: string, secure: boolean): Promise<string> {
  const flags = ["--expose-gc", "--import", "tsx", script, engine, task];
  const args = secure ? [...flags, "secure", keyFile, certFile] : flags;
  // Well below the 30 s for which an idle connection is kept.
  const options = { timeout: 20_000, env: { ...process.env, NODE_EXTRA_CA_CERTS: certFile } };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

const schemes = [
  ["http", false],
  ["https", true],
] as const;
const cases = ENGINES.flatMap((engine) => schemes.map(([scheme, secure]) => [scheme, engine, secure] as const));

describe.each(cases)("a process that used the transport over %s (%s)", (_, engine, secure) => {
  it("ends by itself, with idle connections open", { timeout: 25_000 }, async () => {
    expect(await run(engine, "exit", secure)).toBe("idle 3\n");
  });

  it("keeps no key, signature, query or body in memory once the exchanges are over", { timeout: 25_000 }, async () => {
    const found = JSON.parse(await run(engine, "heap", secure)) as unknown;
    expect(found).toEqual({ idle: 1, found: [0, 0, 0, 0], control: true, held: 7 });
  });
});
