import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Simulation, simulate } from "llmux/testing";
import { expect, it } from "vitest";
import { nativeServer } from "../support/native-server.ts";
import { WIRES } from "../support/native-wires.ts";
import type { Ended } from "./stopped-child.ts";
import { pause, until } from "./until.ts";
import { MODELS } from "./upstreams.ts";

// A process is stopped with SIGSTOP for a minute while calls are under way, and goes on then. All that expires does so in the meantime.

const STOPPED_MS = 60_000;
const TTL_MS = 30_000;
const LONGEST_MS = 20_000;

/** A process that asks what it is told to. */
async function start(urls: Readonly<Record<string, string>>) {
  const script = fileURLToPath(new URL("./stopped-child.ts", import.meta.url));
  const child: ChildProcess = fork(script, [JSON.stringify(urls), String(TTL_MS)], { execArgv: ["--import", "tsx"] });
  await once(child, "message");
  const ended: Ended[] = [];
  child.on("message", (end) => void ended.push(end as Ended));
  let taken = 0;
  return {
    child,
    ask: (model: string, text: string) => void child.send({ model, text }),
    /** The end of each call with that text, in their order. */
    async ends(text: string, count = 1): Promise<Ended[]> {
      const found = () => ended.slice(taken).filter(({ asked }) => asked.startsWith(text));
      await until(() => found().length >= count, LONGEST_MS);
      return found();
    },
    forget() {
      taken = ended.length;
    },
  };
}

/** Calls after which connections are of one kind or the other. */
const ENGINES = [
  ["node:http", 1],
  ["undici", 60],
] as const;

it.concurrent.each(ENGINES)(
  "goes on after SIGSTOP and SIGCONT as if nothing had been, over %s",
  { timeout: 180_000 },
  async (_, warmUp) => {
    const sim = await simulate();
    const plain = await nativeServer({ json: WIRES.openai.json });
    const urls = Object.fromEntries(Object.keys(MODELS).map((name) => [name, sim[name as "openai"].baseURL]));
    const { child, ask, ends, forget } = await start({ ...urls, plain: `${plain.url}/v1` });

    // A circuit is open; an answer is kept, a key fetched and a connection idle; one call waits that will be answered in
    // the pause, and one whose connection will be reset.
    for (let i = 0; i < warmUp; i += 1) {
      ask("plain/model", `warm up ${i}`);
      await ends(`warm up ${i}`);
    }
    let goOn = () => {};
    const stopped = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    play(sim, stopped);
    ask(MODELS.gemini, "kept");
    expect(await ends("kept")).toMatchObject([{ cache: "miss", fetched: 1 }]);
    ask(MODELS.openai, "opens the circuit");
    expect(await ends("opens")).toMatchObject([{ kind: "server_error", circuit: "open" }]);
    ask(MODELS.anthropic, "cut");
    ask(MODELS.gemini, "answered");
    await until(() => sim.anthropic.open === 1 && sim.gemini.open === 1, LONGEST_MS);
    // Leaves a connection that is idle, which the server will close after its usual five seconds.
    ask("plain/model", "the last before");
    await ends("the last before");
    expect(plain.sockets.size).toBeGreaterThan(0);
    forget();

    child.kill("SIGSTOP");
    await pause(STOPPED_MS / 2);
    goOn();
    expect(plain.sockets.size).toBe(0);
    const before = { openai: sim.openai.count, plain: plain.heard.length };
    await pause(STOPPED_MS / 2);
    for (let i = 0; i < 10; i += 1) ask(MODELS.openai, `probe ${i}`);
    ask(MODELS.gemini, "kept");
    ask("plain/model", "over a dead connection");
    child.kill("SIGCONT");

    // The pause is in no latency, and nobody is blamed for what broke in it.
    const [answered] = await ends("answered");
    expect(answered).toMatchObject({ attempts: [{ status: "ok" }], circuit: "closed" });
    expect(answered!.tookMs).toBeGreaterThanOrEqual(STOPPED_MS);
    expect(answered!.attempts[0]!.latencyMs).toBeLessThan(STOPPED_MS / 2);
    expect(await ends("cut")).toMatchObject([
      { attempts: [{ status: "failed" }, { status: "ok" }], circuit: "closed" },
    ]);
    // Heard by the server once: what was sent again had not arrived.
    const [over] = await ends("over a dead");
    expect(over).toMatchObject({ circuit: "closed" });
    expect(over!.attempts.at(-1)).toMatchObject({ status: "ok" });
    expect(plain.heard.length - before.plain).toBe(1);
    // Of ten calls one is the probe.
    const probes = await ends("probe", 10);
    expect(probes.map(({ kind }) => kind ?? "ok").sort()).toEqual(["ok", ...Array(9).fill("overloaded")].sort());
    expect(sim.openai.count - before.openai).toBe(1);
    expect(probes.find(({ kind }) => kind === undefined)).toMatchObject({ circuit: "closed" });
    // What was kept has expired, and so has the key.
    expect(await ends("kept")).toMatchObject([{ cache: "miss", fetched: 2 }]);

    child.disconnect();
    await plain.close();
    await sim.close();
  },
);

/** OpenAI fails, then answers slowly; Anthropic resets one connection when `stopped` is over; Gemini answers one call then. */
function play({ openai, anthropic, gemini }: Simulation, stopped: Promise<void>): void {
  openai.script([{ fault: "status_500" }]);
  openai.reply(async () => {
    await pause(500);
    return "up";
  });
  let cut = 0;
  anthropic.reply(async () => {
    cut += 1;
    if (cut > 1) return "again";
    await stopped;
    return { fault: "reset_before_response" };
  });
  gemini.reply(async ({ text }) => {
    if (text === "answered") await stopped;
    return "here";
  });
}
