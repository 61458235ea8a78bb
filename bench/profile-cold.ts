import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, PROGRAMS } from "./bundle.ts";
import type { CpuProfile } from "./frames.ts";
import type { GoalId } from "./goals.ts";
import { compileWith, published, start } from "./harness.ts";
import { type Profiled, tellProfiled } from "./profiled.ts";
import { selfTimes } from "./self-times.ts";

// What a fresh process does until it has imported llmux, or has its first answer; beside the raw SDK's. It profiles the last `npm run build`.

/** Samples of so many processes are put together: one has few. */
const PROCESSES = 6;

await compileWith(published, "server.ts", "cold-subject.ts");
const server = start("server.js");
const [[port]] = (await once(server, "message")) as [[number]];
const root = `http://127.0.0.1:${port}`;
Object.assign(process.env, { OPENAI_API_KEY: "-", OPENAI_BASE_URL: `${root}/v1` });
const folder = mkdtempSync(join(tmpdir(), "llmux-cold-"));

/** With names left as they are: it takes as long as a minified one. */
async function bundled(name: keyof typeof PROGRAMS): Promise<string> {
  const { file } = await bundle(join(folder, name), PROGRAMS[name], { minify: false });
  return pathToFileURL(file).href;
}

const CASES: readonly (readonly [title: string, what: string, root: string, ...goals: GoalId[]])[] = [
  ['`import "llmux"`', "llmux", "", "import-ms"],
  ["openai; first answer", "openai", root],
  ["llmux to OpenAI; first answer", "llmux to OpenAI", root, "first-openai-ms"],
  ["@anthropic-ai/sdk; first answer", "@anthropic-ai/sdk", root],
  ["llmux to Anthropic; first answer", "llmux to Anthropic", root, "first-anthropic-ms"],
  ["openai; first answer, bundled", await bundled("openaiAnswer"), ""],
  ["llmux to OpenAI; first answer, bundled", await bundled("llmuxAnswer"), ""],
];

async function profileOf(what: string, root: string): Promise<CpuProfile> {
  const profiles: CpuProfile[] = [];
  for (let n = 0; n < PROCESSES; n++) {
    const [{ profile }] = (await once(start("cold-subject.js", [what, root, "profile"]), "message")) as [
      { profile: CpuProfile },
    ];
    profiles.push(profile);
  }
  return joined(profiles);
}

/** One profile of all samples. Who called whom is left out. */
function joined(profiles: readonly CpuProfile[]): CpuProfile {
  const first = (at: number) => profiles.slice(0, at).reduce((sum, { nodes }) => sum + nodes.length, 0);
  return {
    nodes: profiles.flatMap(({ nodes }, at) => nodes.map(({ id, callFrame }) => ({ id: id + first(at), callFrame }))),
    samples: profiles.flatMap(({ samples }, at) => samples.map((id) => id + first(at))),
    timeDeltas: profiles.flatMap(({ timeDeltas }) => timeDeltas),
  };
}

const profiled: Profiled[] = [];
for (const [title, what, root, ...goals] of CASES) {
  const { all, parts, functions } = selfTimes(await profileOf(what, root));
  const ms = all / 1000 / PROCESSES;
  profiled.push({
    title,
    goals,
    whole: `${ms.toFixed(0)} ms in a fresh process, waiting left out, while sampled; ${PROCESSES} processes together`,
    total: ms,
    unit: "ms",
    parts: parts.filter(([, share]) => share >= 0.01),
    closely: "by function",
    details: functions.slice(0, 15),
  });
}
server.disconnect();
rmSync(folder, { recursive: true });
tellProfiled(profiled);
