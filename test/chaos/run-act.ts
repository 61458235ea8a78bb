import type { SimulatedProvider } from "llmux/testing";
import type { Verdict } from "./judge.ts";
import type { ActRow, Cell } from "./row.ts";
import { openStage } from "./stage.ts";

/** Plays an act and looks at what is left of it. */
export async function runAct(cell: Cell & { readonly row: ActRow }, warm: SimulatedProvider): Promise<Verdict> {
  const stage = await openStage(
    cell,
    {
      silent: undefined,
      threshold: 5,
      ...(cell.row.router && { more: cell.row.router }),
      ...(cell.row.slots && { slots: cell.row.slots }),
    },
    warm,
  );
  try {
    const complaints = [...(await cell.row.act(stage)), ...(await stage.leaks())];
    return { cell, observed: undefined, complaints, silent: false, hang: false };
  } finally {
    await stage.close();
  }
}
