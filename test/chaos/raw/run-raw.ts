import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { GoogleGenerativeAI } from "@google/generative-ai";
import type { FaultName } from "llmux/testing";
import OpenAI from "openai";
import { systemClock } from "../../../src/lib/clock.ts";
import type { Fault } from "../../../src/testing/faults/fault.ts";
import { FAULTS } from "../../../src/testing/faults/faults.ts";
import { startProvider } from "../../../src/testing/start-provider.ts";
import { WIRES } from "../../../src/testing/wires/wires.ts";
import { COLUMNS, type ColumnName, type Mode } from "../columns.ts";
import { openPlace } from "../places.ts";
import { type Cell, expectedOf, isAct } from "../row.ts";
import { nameOf } from "../run-matrix.ts";

/** What a bare SDK made of a cell. */
export interface RawResult {
  readonly name: string;
  readonly sdk: string;
  readonly end: "as it must" | "silent success" | "hang" | "crash";
}

/** What the SDKs are told to wait at most, and when they are taken to hang. */
const TIMEOUT_MS = 1_000;
const HANG_MS = 4_000;

const QUESTION = "what the weather is like, in so many words that there are several chunks";
const messages = [{ role: "user" as const, content: QUESTION }];

type RawColumn = Exclude<ColumnName, "undici">;

/** Asks, and reads the text as the SDK's documentation does: what throws there, its caller sees. */
type Talk = (baseURL: string, model: string, mode: Mode) => Promise<unknown>;

async function read<Event>(events: AsyncIterable<Event>, textOf: (event: Event) => unknown): Promise<void> {
  for await (const event of events) textOf(event);
}

const genai: Talk = async (baseUrl, model, mode) => {
  const httpOptions = { baseUrl, timeout: TIMEOUT_MS };
  const { models } = new GoogleGenAI({ apiKey: "-", vertexai: false, httpOptions });
  const asked = { model, contents: QUESTION };
  if (mode === "JSON") return (await models.generateContent(asked)).text;
  return read(await models.generateContentStream(asked), ({ text }) => text);
};

/** One call of each SDK as its own documentation shows it, without repeats. */
const TALKS: Readonly<Record<RawColumn, Talk>> = {
  async openai(baseURL, model, mode) {
    const client = new OpenAI({ apiKey: "-", baseURL, maxRetries: 0, timeout: TIMEOUT_MS, logLevel: "off" });
    const { completions } = client.chat;
    if (mode === "JSON") return (await completions.create({ model, messages })).choices[0]!.message.content;
    const stream = await completions.create({ model, messages, stream: true });
    return read(stream, ({ choices }) => choices[0]?.delta?.content);
  },
  async anthropic(baseURL, model, mode) {
    const client = new Anthropic({ apiKey: "-", baseURL, maxRetries: 0, timeout: TIMEOUT_MS, logLevel: "off" });
    const asked = { model, messages, max_tokens: 1_000 };
    if (mode === "JSON") return (await client.messages.create(asked)).content;
    return read(await client.messages.create({ ...asked, stream: true }), (event) =>
      event.type === "content_block_delta" && event.delta.type === "text_delta" ? event.delta.text : "",
    );
  },
  gemini: genai,
  async older(baseUrl, model, mode) {
    const handle = new GoogleGenerativeAI("-").getGenerativeModel({ model }, { baseUrl, timeout: TIMEOUT_MS });
    if (mode === "JSON") return (await handle.generateContent(QUESTION)).response.text();
    return read((await handle.generateContentStream(QUESTION)).stream, (chunk) => chunk.text());
  },
};

/** Whether a bare SDK can be asked it at all. */
export function isRaw(cell: Cell): boolean {
  return !cell.chained && cell.column !== "undici" && !isAct(cell.row);
}

export function sdkOf({ column }: Cell): string {
  return COLUMNS[column].title;
}

/** Runs cells one after the other in this process, which they may harm. */
export async function* runRawCells(cells: readonly Cell[]): AsyncIterable<RawResult> {
  let crashed = false;
  const onCrash = () => {
    crashed = true;
  };
  process.on("unhandledRejection", onCrash);
  process.on("uncaughtException", onCrash);
  for (const cell of cells) {
    crashed = false;
    const end = await endOf(cell, cell.column as RawColumn);
    yield { name: nameOf(cell), sdk: sdkOf(cell), end: crashed ? "crash" : end };
  }
}

async function endOf({ row, mode, column }: Cell, sdk: RawColumn): Promise<RawResult["end"]> {
  if (isAct(row)) return "as it must";
  const { kind, model } = COLUMNS[column];
  const faults: Record<string, Fault> = { ...FAULTS, ...(typeof row.fault === "object" && { custom: row.fault }) };
  const setup = { name: "raw", wire: WIRES[kind], seed: 1, keep: 100, clock: systemClock, faults };
  const provider = await startProvider(setup);
  if (row.reply) provider.reply(row.reply);
  const fault = (typeof row.fault === "object" ? "custom" : row.fault) as FaultName | undefined;
  if (fault) provider.fail({ fault, ...row.options });
  const place = row.place ? await openPlace(row.place, provider.baseURL) : undefined;
  const began = TALKS[sdk](place?.baseURL ?? provider.baseURL, model, mode);
  const ended = began.then(
    () => "answer" as const,
    () => "error" as const,
  );
  const outcome = await Promise.race([ended, pause(HANG_MS).then(() => "hang" as const)]);
  // Rejections that nobody handles are told a turn later.
  await pause(20);
  await Promise.all([provider.close(), place?.close()]);
  if (row.bareMayAnswer) return "as it must";
  if (outcome === "hang") return "hang";
  const mayAnswer = expectedOf(row, column, mode)!.way.startsWith("answer") && row.times === undefined;
  return outcome === "answer" && !mayAnswer ? "silent success" : "as it must";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
