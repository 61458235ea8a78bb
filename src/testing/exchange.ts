import { answerTo, type Identity } from "./answer.ts";
import type { Decision } from "./behaviour.ts";
import type { Call } from "./call.ts";
import type { Fault } from "./faults/fault.ts";
import { healthy } from "./healthy.ts";
import { object } from "./json.ts";
import { type Rendering, render, renderJson } from "./rendering.ts";
import { type Step, whole } from "./steps.ts";
import type { Answer } from "./wires/answer.ts";
import type { Ask } from "./wires/ask.ts";
import type { Wire } from "./wires/wire.ts";

/** The refusal of a request that no script is meant for: an unknown path, a body that the provider would not take. */
export function refusal(wire: Wire, { request, route }: Call): Iterable<Step> | undefined {
  if (!route) {
    const message = `The simulated ${wire.kind} provider has no ${request.method} ${request.path}; is the baseURL right?`;
    return refused(wire, { kind: "model_not_found", status: 404, message });
  }
  const required = { chat: wire.required, embeddings: wire.embeddings?.required ?? [], models: [] }[route.operation];
  const missing = required.find((field) => !(field in object(request.body)));
  if (missing) return refused(wire, { kind: "invalid_request", status: 400, message: `${missing}: field required` });
  const failure = route.operation === "chat" ? wire.refuse?.(request.body, route) : undefined;
  return failure && refused(wire, failure);
}

/** A whole error response in the provider's words. */
export function refused(wire: Wire, failure: Parameters<Wire["error"]>[0]): Iterable<Step> {
  return whole(failure.status, { "content-type": "application/json" }, JSON.stringify(wire.error(failure)));
}

/** The response a decision comes to, and the answer behind it. */
export function respond(
  call: Call,
  decision: Decision,
  at: Identity & { readonly port: number; readonly faults: Readonly<Record<string, Fault>> },
): { readonly answer: Answer; readonly steps: Iterable<Step> } {
  const { wire } = at;
  const { ask, request } = call;
  const { reply, fault } = decision;
  const route = call.route ?? { operation: "chat" };
  const answer = answerTo(ask, reply, at);
  const write = (one: Answer, asked: Ask): Rendering => {
    if (route.operation === "models") return renderJson(wire.models(), {});
    if (route.operation === "embeddings") return renderJson(wire.embeddings!.answer(request.body, route), {});
    return render(wire, { ask: asked, route }, { answer: one, pauseMs: reply.chunkDelayMs ?? 0 });
  };
  const rendering = write(answer, ask);
  const context = {
    ...{ wire, rendering, request, answer, now: at.now, port: at.port },
    render: (changes: Partial<Answer>) => write({ ...answer, ...changes }, ask),
    other: () => write(answer, { ...ask, stream: !ask.stream }),
  };
  const steps = fault ? at.faults[fault.fault]!.steps({ ...context, options: fault }) : healthy(rendering);
  return { answer, steps: reply.delayMs ? delayed(reply.delayMs, steps) : steps };
}

function* delayed(ms: number, steps: Iterable<Step>): Iterable<Step> {
  yield { do: "wait", ms };
  yield* steps;
}
