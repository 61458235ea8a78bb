import { expect, it } from "vitest";
import { z } from "zod";
import type { Tool } from "../client.ts";
import type { Stand } from "../stand.ts";
import { type Feature, sent, UNICODE, unless } from "./feature.ts";

/** A tool that notes what it was called with. */
function weather(): Tool & { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    name: "get_weather",
    parameters: z.object({ city: z.string(), days: z.number() }),
    seen,
    run(args) {
      seen.push(args);
      return `sunny #${seen.length}`;
    },
  };
}

const clock: Tool = { name: "get_time", parameters: z.object({}), run: () => "noon" };

const call = (city: string) => ({ name: "get_weather", arguments: { city, days: 2 } });

/** The client's own tool loop: calls come whole or in pieces, are run, and their results go back. */
export const tools: Feature = ({ driver, stand }) => {
  for (const way of ["tools", "streamTools"] as const) {
    const as = way === "tools" ? "" : ", streamed";
    const loop = ({ client, model }: Stand, given: readonly Tool[], system?: string) =>
      client[way]({ model, prompt: "go", ...(system !== undefined && { system }) }, given);

    it(`a call and its result${as}`, async () => {
      const one = stand();
      const tool = weather();
      one.upstream.script([{ toolCalls: [call("Brno")] }, "It is sunny."]);
      expect(await loop(one, [tool])).toBe("It is sunny.");
      expect(tool.seen).toEqual([{ city: "Brno", days: 2 }]);
      expect(one.upstream.count).toBe(2);
      expect(sent(one)).toContain("sunny #1");
    });

    it(`two calls at once${as}`, async () => {
      const one = stand();
      const tool = weather();
      one.upstream.script([{ toolCalls: [call("Brno"), call("Graz")] }, "both sunny"]);
      expect(await loop(one, [tool])).toBe("both sunny");
      expect(tool.seen).toEqual([
        { city: "Brno", days: 2 },
        { city: "Graz", days: 2 },
      ]);
      expect(sent(one)).toMatch(/sunny #1.*sunny #2/);
    });

    it(`two turns of calls, two tools${as}`, async () => {
      const one = stand();
      const tool = weather();
      const script = [
        { toolCalls: [call("Brno")] },
        { toolCalls: [{ name: "get_time", arguments: {} }] },
        "noon, sunny",
      ];
      one.upstream.script(script);
      expect(await loop(one, [tool, clock])).toBe("noon, sunny");
      expect(one.upstream.count).toBe(3);
      expect(sent(one)).toMatch(/sunny #1.*noon/);
    });

    const orSkip = way === "tools" ? it : unless.bind(undefined, driver, "text before a streamed call");
    orSkip(`text and reasoning before the call${as}`, async () => {
      const one = stand();
      const tool = weather();
      one.upstream.script([{ reasoning: "a thought", text: "Let me look.", toolCalls: [call("Brno")] }, "sunny"]);
      expect(await loop(one, [tool], "Be brief.")).toBe("sunny");
      expect(sent(one)).toContain("Let me look.");
    });

    it(`unicode in arguments${as}`, async () => {
      const one = stand();
      const tool = weather();
      one.upstream.script([{ toolCalls: [call(UNICODE)] }, "sunny"]);
      expect(await loop(one, [tool])).toBe("sunny");
      expect(tool.seen).toEqual([{ city: UNICODE, days: 2 }]);
    });

    it(`a tool without parameters${as}`, async () => {
      const one = stand();
      one.upstream.script([{ toolCalls: [{ name: "get_time", arguments: {} }] }, "noon it is"]);
      expect(await loop(one, [clock])).toBe("noon it is");
    });
  }
};
