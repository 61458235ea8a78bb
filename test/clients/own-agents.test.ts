import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from "@openai/agents";
import OpenAI from "openai";
import { expect, it } from "vitest";
import { z } from "zod";
import { sent } from "./cases/feature.ts";
import { runOwn } from "./cases/run.ts";

setTracingDisabled(true);

const look = tool({
  ...{ name: "look", description: "looks", parameters: z.object({ where: z.string() }) },
  execute: async ({ where }) => `a cat ${where}`,
});

for (const useResponses of [true, false]) {
  runOwn(
    `@openai/agents, ${useResponses ? "responses" : "chat"}`,
    "its own",
    (fetch) => {
      const openAIClient = new OpenAI({ apiKey: "-", fetch }) as never;
      return new Runner({ modelProvider: new OpenAIProvider({ openAIClient, useResponses }) });
    },
    ({ stand }) => {
      it("a model by name, with the settings it has for such names", async () => {
        const one = stand();
        one.upstream.script([{ toolCalls: [{ name: "look", arguments: { where: "here" } }] }, "A cat."]);
        const agent = new Agent({ name: "one", model: one.reasoner, tools: [look], instructions: "Be brief." });
        expect((await one.client.run(agent, "look")).finalOutput).toBe("A cat.");
        expect(sent(one)).toContain("a cat here");
      });

      it("a handoff", async () => {
        const one = stand();
        const other = new Agent({ name: "other", model: one.model });
        const first = new Agent({ name: "first", model: one.model, handoffs: [other] });
        one.upstream.script([{ toolCalls: [{ name: "transfer_to_other", arguments: {} }] }, "The other speaks."]);
        const result = await one.client.run(first, "hello");
        expect(result).toMatchObject({ finalOutput: "The other speaks.", lastAgent: { name: "other" } });
      });

      it.each(["required", "look"])("tool choice %s", async (toolChoice) => {
        const one = stand();
        one.upstream.script([{ toolCalls: [{ name: "look", arguments: { where: "here" } }] }, "A cat."]);
        const agent = new Agent({ name: "one", model: one.model, tools: [look], modelSettings: { toolChoice } });
        expect((await one.client.run(agent, "look")).finalOutput).toBe("A cat.");
      });

      it("a second turn on its own history", async () => {
        const one = stand();
        one.upstream.script([
          { reasoning: "a thought", text: "Looking.", toolCalls: [{ name: "look", arguments: { where: "here" } }] },
          ...["A cat.", "Meow."],
        ]);
        const agent = new Agent({ name: "one", model: one.model, tools: [look] });
        const first = await one.client.run(agent, "look");
        const second = await one.client.run(agent, [...first.history, { role: "user", content: "what does it say?" }]);
        expect(second.finalOutput).toBe("Meow.");
        expect(sent(one)).toMatch(/a cat here.*A cat\..*what does it say/);
      });
    },
  );
}
