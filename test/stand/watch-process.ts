import { afterAll, beforeAll, expect, it } from "vitest";

/** Declares a test that, while this file ran, no rejection went unhandled and no warning was printed. */
export function watchProcess(): void {
  const rejections: unknown[] = [];
  const warnings: string[] = [];
  const onRejection = (reason: unknown) => void rejections.push(reason);
  const onWarning = (warning: Error) => void warnings.push(`${warning.name}: ${warning.message}`);
  beforeAll(() => {
    process.on("unhandledRejection", onRejection);
    process.on("warning", onWarning);
  });
  afterAll(() => {
    process.off("unhandledRejection", onRejection);
    process.off("warning", onWarning);
  });
  it("left no rejection unhandled and drew no warning", async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ rejections, warnings }).toEqual({ rejections: [], warnings: [] });
  });
}
