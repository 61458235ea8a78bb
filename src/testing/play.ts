import type { ServerResponse } from "node:http";
import type { Clock } from "../contract/clock.ts";
import type { Step } from "./steps.ts";

/** Does the steps in order; resolves when they are done or the client has gone. `onEnd` is called when the server ends it itself. */
export async function play(
  steps: Iterable<Step>,
  response: ServerResponse,
  { clock, onEnd }: { readonly clock: Clock; readonly onEnd: () => void },
): Promise<void> {
  const gone = new Promise<void>((resolve) => response.once("close", resolve));
  for (const step of steps) {
    if (response.destroyed) return;
    if (ENDINGS.has(step.do)) onEnd();
    const pause = act(step, response);
    if (pause === undefined) continue;
    await (pause === "drain" ? drained(response, gone) : waited(pause, gone, clock));
  }
}

const ENDINGS: ReadonlySet<Step["do"]> = new Set(["end", "close", "reset"]);

/** Returns what must be waited for before the next step: milliseconds, or that the socket takes more. */
function act(step: Step, response: ServerResponse): number | "drain" | undefined {
  const { socket } = response;
  switch (step.do) {
    case "head":
      response.writeHead(step.status, step.headers);
      return undefined;
    case "write":
      return response.write(step.bytes) ? undefined : "drain";
    case "wait":
      if (response.headersSent) response.flushHeaders();
      return step.ms;
    case "raw":
      socket?.write(step.bytes);
      return undefined;
    case "end":
      response.end();
      return undefined;
    case "close":
      socket?.end();
      return undefined;
    case "reset":
      socket?.resetAndDestroy();
      return undefined;
  }
}

function drained(response: ServerResponse, gone: Promise<void>): Promise<void> {
  return Promise.race([new Promise<void>((resolve) => response.once("drain", resolve)), gone]);
}

async function waited(ms: number, gone: Promise<void>, clock: Clock): Promise<void> {
  if (ms === Number.POSITIVE_INFINITY) return gone;
  let timer: unknown;
  const due = new Promise<void>((resolve) => {
    timer = clock.setTimeout(resolve, ms);
  });
  await Promise.race([due, gone]);
  clock.clearTimeout(timer);
}
