import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../contract/clock.ts";
import { Behaviour } from "./behaviour.ts";
import { type Call, readCall } from "./call.ts";
import { refusal, refused, respond } from "./exchange.ts";
import type { Fault } from "./faults/fault.ts";
import { type Entry, Ledger } from "./ledger.ts";
import { play } from "./play.ts";
import type { SimulatedProvider } from "./provider.ts";
import { digest, fraction } from "./seed.ts";
import { startServer } from "./server.ts";
import type { Step } from "./steps.ts";
import type { Wire } from "./wires/wire.ts";

/** What a provider is made of. */
export interface ProviderSetup {
  readonly name: string;
  readonly wire: Wire;
  readonly seed: number;
  /** How many requests it remembers. */
  readonly keep: number;
  readonly clock: Clock;
  /** The faults it can have, by name. */
  readonly faults: Readonly<Record<string, Fault>>;
}

/** The parts of a running provider that a request needs. */
interface Parts {
  readonly setup: ProviderSetup;
  readonly behaviour: Behaviour;
  readonly ledger: Ledger;
  isClosed: boolean;
}

/** Starts a simulated provider on a free port. */
export async function startProvider(setup: ProviderSetup): Promise<SimulatedProvider> {
  const behaviour = new Behaviour(setup.faults);
  const ledger = new Ledger(setup);
  const parts: Parts = { setup, behaviour, ledger, isClosed: false };
  const server = await startServer((message, response, body) => {
    receive(parts, { message, response, body }).catch(() => response.destroy());
  });
  return {
    name: setup.name,
    kind: setup.wire.kind,
    baseURL: `http://127.0.0.1:${server.port}${setup.wire.basePath}`,
    apiKey: `sk-simulated-${digest(setup.seed, setup.name).slice(0, 24)}`,
    reply: (script) => behaviour.reply(script),
    script: (scripts) => behaviour.script(scripts),
    fail: (fault, options = {}) => behaviour.fail(fault, options),
    heal: () => behaviour.heal(),
    reset: () => {
      behaviour.heal();
      behaviour.reply(undefined);
      ledger.clear();
    },
    get requests() {
      return ledger.requests;
    },
    get count() {
      return ledger.count;
    },
    get open() {
      return ledger.open;
    },
    get aborted() {
      return ledger.aborted;
    },
    get sockets() {
      return server.sockets;
    },
    transcript: () => ledger.transcript,
    close: () => {
      parts.isClosed = true;
      return server.close();
    },
  };
}

interface Arrival {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
}

async function receive(parts: Parts, { message, response, body }: Arrival): Promise<void> {
  const { setup, ledger } = parts;
  const call = readCall(setup.wire, message, body, setup.clock.now());
  const entry = ledger.add(call.request, body);
  let hasEnded = false;
  ledger.open += 1;
  response.once("close", () => {
    ledger.open -= 1;
    if (!hasEnded && !parts.isClosed) ledger.aborted += 1;
  });
  const steps = await stepsFor(parts, call, { entry, port: message.socket.localPort ?? 0 });
  await play(steps, response, { clock: setup.clock, onEnd: () => (hasEnded = true) });
}

async function stepsFor(
  parts: Parts,
  call: Call,
  at: { readonly entry: Entry; readonly port: number },
): Promise<Iterable<Step>> {
  const { wire, clock, faults } = parts.setup;
  const { entry, port } = at;
  const refusing = refusal(wire, call);
  if (refusing) return refusing;
  try {
    const chance = fraction(entry.hex, 48);
    const isChat = call.route?.operation === "chat";
    const decision = isChat
      ? await parts.behaviour.decide(call.request, chance)
      : { reply: {}, fault: parts.behaviour.strike(chance) };
    const { answer, steps } = respond(call, decision, { wire, hex: entry.hex, now: clock.now(), port, faults });
    const made = {
      id: answer.id,
      answered: answer.chunks.join(""),
      toolCalls: answer.toolCalls,
      finish: answer.finish,
    };
    const fault = decision.fault ? { fault: decision.fault.fault } : {};
    entry.transcript = { ...entry.transcript, ...fault, ...(isChat ? made : {}) };
    return steps;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return refused(wire, { kind: "server_error", status: 500, message: `The reply could not be made: ${text}` });
  }
}
