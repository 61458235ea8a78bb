import type { Fault, FaultContext } from "../../../src/testing/faults/fault.ts";
import { flow, healthy } from "../../../src/testing/healthy.ts";
import { type Step, whole } from "../../../src/testing/steps.ts";
import type { Frame } from "../../../src/testing/wires/answer.ts";

export const JSON_TYPE = { "content-type": "application/json" };

/** Nothing more comes, and nothing ends. */
export const FOR_EVER: Step = { do: "wait", ms: Number.POSITIVE_INFINITY };

/** A whole response. */
export function status(code: number, body = "", headers: Readonly<Record<string, string>> = JSON_TYPE): Fault {
  return { says: `${code}`, steps: () => whole(code, headers, body) };
}

/** 200 whose body is made from the healthy answer. */
export function jsonOf(says: string, body: (at: FaultContext) => string): Fault {
  return { says, steps: (at) => whole(200, { ...at.rendering.headers, ...JSON_TYPE }, body(at)) };
}

/** The healthy frames, changed; a JSON body has frames too. */
export function framesOf(
  says: string,
  change: (frames: readonly Frame[], at: FaultContext) => readonly Frame[],
): Fault {
  return {
    says,
    *steps(at) {
      yield { do: "head", status: 200, headers: at.rendering.headers };
      yield* flow(change(at.rendering.frames, at), 0);
      yield { do: "end" };
    },
  };
}

/** Steps of one's own. */
export function stepsOf(says: string, steps: (at: FaultContext) => Iterable<Step>): Fault {
  return { says, steps };
}

/** An event of this wire around a JSON text. */
export function eventOf({ wire }: FaultContext, value: unknown, name?: string): Frame {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const type = name ?? (typeof value === "object" && value !== null ? (value as { type?: string }).type : undefined);
  return { part: "content", text: wire.event(body, wire.kind === "anthropic" ? type : undefined) };
}

export const closingOnly: Fault = {
  says: "the closing mark alone, with nothing before it",
  steps: ({ rendering }) =>
    healthy({ ...rendering, frames: rendering.frames.filter((frame) => frame.part === "closing") }),
};

type Edit = (answer: object) => unknown;
type ByWire = Partial<Readonly<Record<FaultContext["wire"]["kind"], Edit>>>;

/** The healthy JSON answer with something about it changed, on each wire in its own way. */
export function edited(edit: ByWire): Fault {
  return jsonOf("an answer with an odd field", ({ wire, answer }) => {
    const copy = structuredClone(wire.json(answer)) as object;
    edit[wire.kind]?.(copy);
    return JSON.stringify(copy);
  });
}

/** The events of the healthy stream, each changed; only those of the given part. */
export function editedEvents(part: Frame["part"] | "any", edit: ByWire): Fault {
  return framesOf("events with an odd field", (frames, { wire }) =>
    frames.map((frame) => {
      const change = part === "any" || frame.part === part ? edit[wire.kind] : undefined;
      return change ? { ...frame, text: frame.text.replace(/\{.*\}/, (json) => changed(json, change)) } : frame;
    }),
  );
}

function changed(json: string, change: Edit): string {
  const event = JSON.parse(json) as object;
  change(event);
  return JSON.stringify(event);
}

/** Sets what a path such as `choices.0.message` leads to; nothing where it leads nowhere. */
export function put(path: string, value: unknown): Edit {
  return (answer) => {
    const names = path.split(".");
    let place = answer as Record<string, unknown> | undefined;
    for (const name of names.slice(0, -1)) place = place?.[name] as typeof place;
    if (place) place[names.at(-1)!] = value;
  };
}

/** Changes every number of an object and of those within it. */
export function putNumbers(path: string, value: unknown): Edit {
  const spoil = (within: Record<string, unknown>): void => {
    for (const [name, one] of Object.entries(within)) {
      if (typeof one === "number") within[name] = value;
      else if (typeof one === "object" && one !== null) spoil(one as Record<string, unknown>);
    }
  };
  return (answer) => {
    let place = answer as Record<string, unknown> | undefined;
    for (const name of path.split(".")) place = place?.[name] as typeof place;
    if (place) spoil(place);
  };
}

/** Bytes past HTTP, then the end of the connection. */
export function bytesOf(says: string, bytes: (at: FaultContext) => string | Uint8Array): Fault {
  return {
    says,
    *steps(at) {
      yield { do: "raw", bytes: bytes(at) };
      yield { do: "wait", ms: 5 };
      yield { do: "close" };
    },
  };
}

/** The whole healthy body. */
export function bodyOf({ rendering }: FaultContext): string {
  return rendering.frames.map((frame) => frame.text).join("");
}

/** The head of a healthy response, with more lines. */
export function headOf({ rendering }: FaultContext, more = "", first = "HTTP/1.1 200 OK"): string {
  const type = rendering.headers["content-type"];
  return `${first}\r\ncontent-type: ${type}\r\n${more}\r\n`;
}

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** The frames up to the second of content. */
export function someOf({ rendering }: FaultContext): string {
  const places = rendering.frames.flatMap((frame, at) => (frame.part === "content" ? [at] : []));
  return rendering.frames
    .slice(0, (places[1] ?? 0) + 1)
    .map((frame) => frame.text)
    .join("");
}
