import { styleText } from "node:util";

/** Where a demo shows things, and claims facts about what it showed. */
export interface Stage {
  title(text: string, code?: string): void;
  line(text?: string): void;
  /** Claims a fact about what was just shown; one that doesn't hold fails the demo, by name. */
  check(fact: string, holds: boolean): void;
  /** Runs a section; what it throws is a fact that doesn't hold. */
  section(name: string, run: () => Promise<void>): Promise<void>;
  /** Sums up; the process's exit code. */
  finish(): 0 | 1;
}

/** Lines column this many columns. */
const WIDTH = 80;

/** A stage that writes line by line; without `color`, plain text only. */
export function createStage(write: (line: string) => void, color: boolean): Stage {
  const startedAt = performance.now();
  const broken: string[] = [];
  let facts = 0;
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const check = (fact: string, holds: boolean) => {
    facts += 1;
    if (!holds) broken.push(fact);
    write(holds ? `  ${paint("green", "✓")} ${paint("dim", fact)}` : paint("red", `  ✗ ${fact}`));
  };
  return {
    title: (text, code = "") =>
      write(`\n${paint("bold", text)}${code && paint("cyan", code.padStart(WIDTH - text.length))}`),
    line: (text = "") => write(text),
    check,
    async section(name, run) {
      try {
        await run();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        check(`${name} runs to its end (${reason})`, false);
      }
    },
    finish() {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      if (facts === 0) broken.push("there is something to show");
      write("");
      if (broken.length === 0) write(paint("green", `All ${facts} facts (✓) hold. ${seconds} s.`));
      else write(paint("red", `${broken.length} of ${facts} facts do not hold:`));
      for (const fact of broken) write(paint("red", `  ✗ ${fact}`));
      return broken.length === 0 ? 0 : 1;
    },
  };
}

/** The text in exactly `width` columns. */
export function column(text: string, width: number): string {
  const plain = text.replace(/\s+/g, " ");
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain.padEnd(width);
}

/** Dollars with enough digits for one small call. */
export function dollars(usd: number | null): string {
  return usd === null ? "unknown" : `$${usd.toFixed(6)}`;
}
