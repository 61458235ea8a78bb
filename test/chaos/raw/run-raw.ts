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

/** What a bare SDK made of a cell. */
export interface RawResult {
  readonly sdk: string;
  readonly end: "as it must" | "silent success" | "hang" | "crash";
}

/** What the SDKs are told to wait at most, and when they are taken to hang. */
const TIMEOUT_MS = 1_000;
const HANG_MS = 4_000;

const QUESTION = "what the weather is like, in so many words that there are several chunks";
const messages = [{ role: "user" as const, content: QUESTION }];

type Talk = (baseURL: string, model: string, mode: Mode) => Promise<void>;

async function read(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

const genai: Talk = async (baseUrl, model, mode) => {
  const httpOptions = { baseUrl, timeout: TIMEOUT_MS };
  const { models } = new GoogleGenAI({ apiKey: "-", vertexai: false, httpOptions });
  const asked = { model, contents: QUESTION };
  if (mode === "JSON") await models.generateContent(asked);
  else await read(await models.generateContentStream(asked));
};

/** One call of each SDK as its own documentation shows it, without repeats. */
const TALKS: Readonly<Record<Exclude<ColumnName, "undici">, Talk>> = {
  async openai(baseURL, model, mode) {
    const client = new OpenAI({ apiKey: "-", baseURL, maxRetries: 0, timeout: TIMEOUT_MS, logLevel: "off" });
    if (mode === "JSON") await client.chat.completions.create({ model, messages });
    else await read(await client.chat.completions.create({ model, messages, stream: true }));
  },
  async anthropic(baseURL, model, mode) {
    const client = new Anthropic({ apiKey: "-", baseURL, maxRetries: 0, timeout: TIMEOUT_MS, logLevel: "off" });
    const asked = { model, messages, max_tokens: 1_000 };
    if (mode === "JSON") await client.messages.create(asked);
    else await read(await client.messages.create({ ...asked, stream: true }));
  },
  gemini: genai,
  async older(baseUrl, model, mode) {
    const handle = new GoogleGenerativeAI("-").getGenerativeModel({ model }, { baseUrl, timeout: TIMEOUT_MS });
    if (mode === "JSON") await handle.generateContent(QUESTION);
    else await read((await handle.generateContentStream(QUESTION)).stream);
  },
};

/** Runs cells one after the other in this process, which they may harm. */
export async function runRawCells(cells: readonly Cell[]): Promise<RawResult[]> {
  let crashed = false;
  const onCrash = () => {
    crashed = true;
  };
  process.on("unhandledRejection", onCrash);
  process.on("uncaughtException", onCrash);
  const results: RawResult[] = [];
  for (const cell of cells) {
    if (cell.chained || cell.column === "undici" || isAct(cell.row)) continue;
    crashed = false;
    const end = await endOf(cell, cell.column);
    results.push({ sdk: COLUMNS[cell.column].title, end: crashed ? "crash" : end });
  }
  return results;
}

async function endOf({ row, mode, column }: Cell, sdk: Exclude<ColumnName, "undici">): Promise<RawResult["end"]> {
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
  if (outcome === "hang") return "hang";
  const mayAnswer = expectedOf(row, column, mode)!.way.startsWith("answer") && row.times === undefined;
  return outcome === "answer" && !mayAnswer ? "silent success" : "as it must";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
