import { type CpuProfile, type Frame, frameOf } from "./frames.ts";

/** A function as it was called from one place, with all that it called. */
interface Stack extends Frame {
  us: number;
  readonly calls: Map<string, Stack>;
}

const WIDTH = 1200;
const MARGIN = 10;
const ROW = 17;
const HEAD = 62;
const FONT = 11;
/** Of this font, in px. */
const CHARACTER = 6.7;
/** What takes less of the whole is left out. */
const LEAST = 0.003;

/** The colours, by the first pattern that a frame's part matches. */
const KINDS: readonly (readonly [name: string, part: RegExp, colour: string])[] = [
  ["llmux: router", /^llmux: (router|pipeline|options|index|node|openai|testing)\b/, "#e8743b"],
  ["llmux: providers", /^llmux: providers/, "#f2a33a"],
  ["llmux: transport", /^llmux: transport/, "#f7cf4d"],
  ["llmux: other parts", /^llmux: (?!lib|data|contract)/, "#e99a8c"],
  ["llmux: lib, data", /^llmux/, "#d9b38c"],
  ["SDK", /^(openai|@anthropic-ai|@google)\b/, "#b79be0"],
  ["undici", /^(undici|wasm)\b/, "#7fb2e5"],
  ["Node", /^Node$/, "#8cc9a1"],
  ["native", /^native/, "#b9c4cc"],
  ["collections", /^\(garbage/, "#d0d84f"],
  ["bench and rest", /^/, "#e3dccf"],
];

/**
 * A V8 profile as a flame graph, an SVG of its own. The bottom row is what the event loop called, on each box stands what that function
 * called in turn; a box is as wide as its share of the time that was not idle, and says in its tooltip what it is.
 */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = stacksOf(profile);
  const boxes = [...layOut(root, root.us * LEAST, 0, 0)];
  const depth = Math.max(0, ...boxes.map(({ level }) => level)) + 1;
  const height = HEAD + depth * ROW + MARGIN;
  const drawn = boxes.map((box) => draw(box, root.us, height - MARGIN));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="${FONT}">
<title>${escaped(title)}</title>
<style>${style()}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text class="title" x="${MARGIN}" y="22">${escaped(title)}</text>
${legend(boxes)}
${drawn.join("\n")}
</svg>
`;
}

/** The same function called from the same place is one stack, however often V8 has compiled it anew. */
function stacksOf({ nodes, samples, timeDeltas }: CpuProfile): Stack {
  const own = new Map<number, number>();
  for (const [at, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + timeDeltas[at]!);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const root: Stack = { name: "", file: "", part: "", us: 0, calls: new Map() };
  const add = (id: number, caller: Stack): number => {
    const { callFrame, children = [] } = byId.get(id)!;
    const frame = frameOf(callFrame);
    const isTop = callFrame.functionName === "(root)";
    if (frame === undefined && !isTop) return 0;
    const stack = frame === undefined ? root : calledBy(caller, frame);
    let us = isTop ? 0 : (own.get(id) ?? 0);
    for (const child of children) us += add(child, stack);
    stack.us += us;
    return us;
  };
  add(nodes[0]!.id, root);
  return root;
}

function calledBy({ calls }: Stack, frame: Frame): Stack {
  const key = `${frame.name} ${frame.file}`;
  const stack = calls.get(key) ?? { ...frame, us: 0, calls: new Map() };
  calls.set(key, stack);
  return stack;
}

interface Box {
  readonly stack: Stack;
  readonly from: number;
  readonly level: number;
}

function* layOut({ calls }: Stack, least: number, begin: number, level: number): Generator<Box> {
  let from = begin;
  for (const stack of [...calls.values()].sort((a, b) => b.us - a.us || (a.name < b.name ? -1 : 1))) {
    if (stack.us < least) return;
    yield { stack, from, level };
    yield* layOut(stack, least, from, level + 1);
    from += stack.us;
  }
}

function draw({ stack: { name, file, part, us }, from, level }: Box, all: number, bottom: number): string {
  const px = (time: number) => (time / all) * (WIDTH - 2 * MARGIN);
  const [x, y, width] = [MARGIN + px(from), bottom - (level + 1) * ROW, px(us)];
  const label = name === "(anonymous)" && file ? file.slice(file.lastIndexOf("/") + 1) : name;
  const room = Math.floor((width - 4) / CHARACTER);
  const fitting = label.length > room ? `${label.slice(0, room - 1)}…` : label;
  const text = room < 3 ? "" : `<text x="${round(x + 3)}" y="${y + 12}">${escaped(fitting)}</text>`;
  const where = file && `, ${file}`;
  const title = escaped(`${name}${where}: ${((us / all) * 100).toFixed(1)} %`);
  const box = `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${ROW - 1}"/>`;
  return `<g class="k${kindOf(part)}"><title>${title}</title>${box}${text}</g>`;
}

function kindOf(part: string): number {
  return KINDS.findIndex(([, pattern]) => pattern.test(part));
}

function legend(boxes: readonly Box[]): string {
  const used = new Set(boxes.map(({ stack }) => kindOf(stack.part)));
  let x = MARGIN;
  const entries = KINDS.flatMap(([name], kind) => {
    if (!used.has(kind)) return [];
    const entry = `<g class="k${kind}"><rect x="${round(x)}" y="34" width="12" height="12"/></g><text class="name" x="${round(x + 16)}" y="44">${name}</text>`;
    x += 28 + name.length * CHARACTER;
    return [entry];
  });
  return entries.join("\n");
}

function style(): string {
  const colours = KINDS.map(([, , colour], kind) => `.k${kind} rect{fill:${colour}}`).join("");
  const light = "text{fill:#1b1b1b}.page{fill:#fff}.title{font-size:14px;font-weight:600}";
  return `${light}${colours}@media(prefers-color-scheme:dark){.page{fill:#0d1117}.title,.name{fill:#e6edf3}}`;
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
