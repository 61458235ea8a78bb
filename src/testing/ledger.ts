import type { SimulatedRequest } from "./request.ts";
import { digest } from "./seed.ts";

/** What one request asked and got, without ports, times and headers. */
export interface TranscriptEntry {
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly model: string;
  readonly stream: boolean;
  /** The last user message or tool result. */
  readonly asked: string;
  readonly fault?: string;
  /** The answer's id; empty where no answer was made. */
  readonly id: string;
  /** The answer's text, which a fault may have kept from the client. */
  readonly answered: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finish: string;
}

/** A request in the ledger. */
export interface Entry {
  readonly request: SimulatedRequest;
  /** 64 hex digits of the seed, the provider, the request and how often it had come before. */
  readonly hex: string;
  transcript: TranscriptEntry;
}

/** What a simulated provider remembers and counts. */
export class Ledger {
  count = 0;
  open = 0;
  aborted = 0;
  #entries: Entry[] = [];
  readonly #seen = new Map<string, number>();
  readonly #from: { readonly name: string; readonly seed: number; readonly keep: number };

  constructor(from: { readonly name: string; readonly seed: number; readonly keep: number }) {
    this.#from = from;
  }

  get requests(): readonly SimulatedRequest[] {
    return this.#entries.slice(-this.#from.keep).map((entry) => entry.request);
  }

  get transcript(): readonly TranscriptEntry[] {
    return this.#entries.slice(-this.#from.keep).map((entry) => entry.transcript);
  }

  /** Notes a request that has arrived; the memory of both maps is bounded by `keep`. */
  add(request: SimulatedRequest, body: string): Entry {
    const { name, seed, keep } = this.#from;
    const content = digest(seed, name, request.method, request.path, body);
    const before = this.#seen.get(content) ?? 0;
    if (this.#seen.size >= keep) this.#seen.clear();
    this.#seen.set(content, before + 1);
    const { method, path, model, stream, text } = request;
    const asked = { provider: name, method, path, model, stream, asked: text };
    const transcript = { ...asked, id: "", answered: "", toolCalls: [], finish: "" };
    const entry = { request, hex: before === 0 ? content : digest(seed, content, String(before)), transcript };
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * keep) this.#entries = this.#entries.slice(-keep);
    this.count += 1;
    return entry;
  }

  /** Forgets everything but what is still open. */
  clear(): void {
    this.#entries = [];
    this.#seen.clear();
    this.count = 0;
    this.aborted = 0;
  }
}
