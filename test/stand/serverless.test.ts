import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChatMessage } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROVIDERS } from "./upstreams.ts";

const script = fileURLToPath(new URL("./turn.ts", import.meta.url));
const MODELS = {
  openai: "openai/gpt-4.1",
  anthropic: "anthropic/claude-opus-5-5",
  gemini: "gemini/gemini-3.8-flash",
};
const tools = [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }];

interface Told {
  readonly message: Extract<ChatMessage, { role: "assistant" }>;
  readonly warnings: readonly string[];
}

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());

function turn(body: object): Promise<Told> {
  const task = JSON.stringify({ providers: sim.providers, body });
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--import", "tsx", script, task], { timeout: 40_000 }, (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout) as Told);
    });
  });
}

describe.each(PROVIDERS)("a thinking tool conversation over %s, with a process for each turn", (name) => {
  it("completes on OpenAI's fields alone: signatures that are gone are done without, or stood in for", async () => {
    sim[name].script([{ reasoning: "Look.", toolCalls: [{ name: "look", arguments: {} }] }, { text: "Done." }]);
    const messages: ChatMessage[] = [{ role: "user", content: "go" }];
    const effort = name === "openai" ? {} : { reasoning_effort: "high" };
    const warnings: string[] = [];
    let said: Told["message"] | undefined;
    for (let turns = 0; turns < 2; turns += 1) {
      const told = await turn({ model: MODELS[name], messages, tools, ...effort });
      said = told.message;
      warnings.push(...told.warnings);
      messages.push(said, ...(said.tool_calls ?? []).map(({ id }) => answerTo(id)));
    }
    expect(said).toEqual({ role: "assistant", content: "Done." });
    expect(sim[name].count).toBe(2);
    // What the simulated providers insist on is checked by them; what was lost is told.
    if (name !== "openai") expect(warnings).toContain("emulated_param");
  }, 120_000);
});

const answerTo = (tool_call_id: string): ChatMessage => ({ role: "tool", tool_call_id, content: "42" });
