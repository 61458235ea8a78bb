import type { SimulatedProvider } from "llmux/testing";
import { systemClock } from "../../src/lib/clock.ts";
import { FAULTS } from "../../src/testing/faults/faults.ts";
import { startProvider } from "../../src/testing/start-provider.ts";
import { openaiWire } from "../../src/testing/wires/openai.ts";

/** The server that routers are warmed at. */
export function startWarm(): Promise<SimulatedProvider> {
  return startProvider({ name: "warm", wire: openaiWire, seed: 1, keep: 1, clock: systemClock, faults: FAULTS });
}
