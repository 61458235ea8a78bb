export type Body = Record<string, unknown> & { messages: Message[]; stream?: boolean };
export type Message = Record<string, unknown> & { role: string };

/** What the simulated model says. */
export interface Said {
  readonly text?: string;
  readonly thought?: string;
  readonly call?: { readonly name: string; readonly args: object };
}

export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

/** One vendor's server as its documentation, its recorded answers and bug threads show it. Written without a look at the rows. */
export interface Wire {
  /** Where a request has to go. */
  readonly url: string;
  /** Variables that make it reachable. */
  readonly env: Readonly<Record<string, string>>;
  /** The header the key has to come in, and how; undefined: none at all. */
  readonly auth?: readonly [name: string, value: string];
  readonly model: string;
  /** What the server says to a request it does not like. */
  refuse?(body: Body): Refusal | undefined;
  /** How the model's thoughts are spelled; absent: it has none. */
  readonly thoughts?: "reasoning_content" | "reasoning" | "parts";
  readonly usage?: object;
  /** The vendor's spelling of an end. */
  readonly stop?: string;
  readonly callId?: string;
  /** Changes the usual chunks; a string stands for a line as it is. */
  chunks?(usual: Chunk[], body: Body): (object | string)[];
  /** What the vendor answers when something is wrong, and what that means. */
  readonly failure: Refusal & { readonly kind: string };
  /** Fields of the full request that this vendor cannot take: each has to be warned about, and nothing else. */
  readonly lost: readonly string[];
  /** Fields to leave out of the full request, since the vendor cannot be asked with them. */
  readonly without?: readonly string[];
}

export interface Chunk {
  readonly [field: string]: unknown;
  choices: { index: number; delta: Record<string, unknown>; finish_reason: string | null }[];
}

export const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** A refusal in OpenAI's form. */
export function bad(message: string, code: string | null = null, status = 400): Refusal {
  return { status, body: { error: { message, type: "invalid_request_error", param: null, code } } };
}

/** Fields of a message or body that are not among those known. */
export function strangers(fields: object, known: string): string[] {
  const names = known.split(" ");
  return Object.keys(fields).filter((name) => !names.includes(name));
}

/** What every compatible server knows, whatever else it may. */
export const COMMON =
  "model messages temperature top_p max_tokens stop seed user frequency_penalty presence_penalty logit_bias logprobs top_logprobs n stream stream_options tools tool_choice parallel_tool_calls response_format";

const ROLES = /^(system|user|assistant|tool)$/;

/** A server that refuses what it does not know, in the body or in a message. */
export function strict(more = "", not = "", inMessages = "reasoning_content reasoning") {
  return (body: Body): Refusal | undefined => {
    const refused = not.split(" ").filter((name) => name in body);
    const unknown = [...strangers(body, `${COMMON} ${more}`), ...refused];
    if (unknown.length > 0) return bad(`${unknown[0]}: Extra inputs are not permitted`);
    for (const message of body.messages) {
      if (!ROLES.test(message.role)) return bad(`unknown role ${message.role}`);
      const odd = strangers(message, `role content name refusal tool_calls tool_call_id ${inMessages}`);
      if (odd.length > 0) return bad(`messages: unknown field ${odd[0]}`);
    }
    return undefined;
  };
}

function messageOf(wire: Wire, { text, thought, call }: Said): Record<string, unknown> {
  const content = text ?? null;
  const spoken = thought === undefined ? undefined : wire.thoughts;
  const parts = [
    { type: "thinking", thinking: [{ type: "text", text: thought }] },
    ...(text === undefined ? [] : [{ type: "text", text }]),
  ];
  const id = wire.callId ?? "call_abc123";
  return {
    role: "assistant",
    content: spoken === "parts" ? parts : content,
    ...(spoken && spoken !== "parts" && { [spoken]: thought }),
    ...(call && {
      tool_calls: [{ id, type: "function", function: { name: call.name, arguments: JSON.stringify(call.args) } }],
    }),
  };
}

const HEAD = { id: "cmpl-1", created: 1_790_000_000, model: "served" };

export function completionOf(wire: Wire, said: Said): object {
  const finish_reason = said.call ? "tool_calls" : (wire.stop ?? "stop");
  const choices = [{ index: 0, message: messageOf(wire, said), finish_reason }];
  return { ...HEAD, object: "chat.completion", choices, usage: wire.usage ?? USAGE };
}

export function linesOf(wire: Wire, said: Said, body: Body): string[] {
  const { tool_calls, ...message } = messageOf(wire, { ...said, text: undefined as never });
  const chunk = (delta: object, finish_reason: string | null = null): Chunk => ({
    ...HEAD,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: delta as Record<string, unknown>, finish_reason }],
  });
  const calls = (tool_calls as object[] | undefined)?.map((call, index) => ({ index, ...call }));
  const usual = [
    chunk(message),
    ...[...(said.text ?? "")].map((letter) => chunk({ content: letter })),
    ...(calls ? [chunk({ tool_calls: calls })] : []),
    chunk({}, said.call ? "tool_calls" : (wire.stop ?? "stop")),
  ];
  const asked = (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage;
  if (asked) usual.push({ ...chunk({}), choices: [], usage: wire.usage ?? USAGE });
  const sent = wire.chunks?.(usual, body) ?? usual;
  return [
    ...sent.map((each) => (typeof each === "string" ? `${each}\n\n` : `data: ${JSON.stringify(each)}\n\n`)),
    "data: [DONE]\n\n",
  ];
}
