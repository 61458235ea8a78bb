import type { Clock } from "../contract/clock.ts";
import type { CallOptions } from "../contract/context.ts";
import type { Model } from "../contract/model.ts";
import type { ProviderKind } from "../data/vendors.ts";
import type { Answer } from "./answer.ts";
import type { Fields } from "./body.ts";
import type { ItemMemory } from "./responses/items.ts";

/** What is known of a name that a client gave for a model. */
export type NameKind = "alias" | "target" | "unknown";

/** What the surfaces ask of the router. Bodies are unchecked: the router says what is wrong with them. */
export interface Calls {
  /** `callId`: the call's name, where it has one already. */
  chat(body: Fields, options: CallOptions, callId?: string): Promise<Answer>;
  embed(body: Fields, options: CallOptions, callId?: string): Promise<Answer>;
  readonly native: {
    /** The target that a header and a body's model name, and the wire it speaks. */
    targetOf(said: string, body: Fields): { target: string; kind: ProviderKind };
    ask(target: string, body: Fields, options: CallOptions, callId?: string): Promise<Answer>;
  };
  readonly models: { list(): Promise<{ readonly data: readonly Model[] }>; retrieve(id: string): Promise<Model> };
  /** A name for a call to come. */
  newId(): string;
  kindOf(model: string): NameKind;
  /** What `/responses` gave out. */
  readonly items: ItemMemory;
  /** What an endpoint has to leave out is an error. */
  readonly strict: boolean;
  readonly clock: Clock;
}

/** The same for one request, whose first call has the request's own name: so it can be told before there is a call. */
export function callsOfRequest(calls: Calls, requestId: string): Calls {
  let name: string | undefined = requestId;
  const take = () => {
    const taken = name;
    name = undefined;
    return taken;
  };
  const { native } = calls;
  return {
    ...calls,
    chat: (body, options) => calls.chat(body, options, take()),
    embed: (body, options) => calls.embed(body, options, take()),
    native: { ...native, ask: (target, body, options) => native.ask(target, body, options, take()) },
  };
}
