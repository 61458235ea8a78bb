import { inspect } from "node:util";

/** Everything a log could show of a value: its text, its stack, its JSON, and what inspection shows, hidden members too. */
export function collectText(value: unknown): string {
  const { message, stack, headers } = (value ?? {}) as { message?: unknown; stack?: unknown; headers?: unknown };
  const shown = inspect(value, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null });
  const fields = headers instanceof Headers ? JSON.stringify([...headers]) : "";
  return [message, stack, JSON.stringify(value), shown, fields].join("\n");
}

/** Keeps what is written to the console, by any way, until `restore`. */
export function listenToConsole() {
  let written = "";
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  const methods = ["log", "info", "warn", "error", "debug", "trace"] as const;
  const originals = methods.map((name) => console[name]);
  for (const name of methods) {
    console[name] = (...args: unknown[]) => {
      written += args.map((arg) => (typeof arg === "string" ? arg : inspect(arg, { depth: 10 }))).join(" ");
    };
  }
  for (const [at, stream] of streams.entries()) {
    stream.write = ((...args: Parameters<typeof stream.write>) => {
      written += String(args[0]);
      return Reflect.apply(writes[at]!, stream, args);
    }) as typeof stream.write;
  }
  return {
    get written() {
      return written;
    },
    restore() {
      for (const [at, stream] of streams.entries()) stream.write = writes[at]!;
      for (const [at, name] of methods.entries()) console[name] = originals[at]!;
    },
  };
}
