import { describe, expect, it, vi } from "vitest";
import { isAborted, onAbort, QuietController } from "../../src/lib/quiet-controller.ts";

describe.each([
  ["a quiet controller", () => new QuietController()],
  ["any other", () => new AbortController()],
])("%s", (_, make) => {
  it("tells its listeners once, after which it is aborted, and its signal says why", () => {
    const controller = make();
    const reason = new Error("why");
    const heard = vi.fn(() => expect(controller.signal.reason).toBe(reason));
    onAbort(controller, heard);
    expect(isAborted(controller)).toBe(false);
    controller.abort(reason);
    controller.abort(new Error("again"));
    expect(heard).toHaveBeenCalledTimes(1);
    expect(isAborted(controller)).toBe(true);
    expect(controller.signal).toMatchObject({ aborted: true, reason });
  });

  it("tells its listeners in the order they came, whichever were taken off between", () => {
    const controller = make();
    const heard: string[] = [];
    const listen = (name: string) => onAbort(controller, () => void heard.push(name));
    const offA = listen("a");
    const offB = listen("b");
    offA();
    const offC = listen("c");
    listen("d");
    offB();
    offC();
    listen("e");
    controller.abort();
    expect(heard).toEqual(["d", "e"]);
  });

  it("forgets a listener that was taken off", () => {
    const controller = make();
    const heard = vi.fn();
    onAbort(controller, heard)();
    controller.abort();
    expect(heard).not.toHaveBeenCalled();
  });
});

describe("a quiet controller's signal", () => {
  it("made before or after the abort, is a real one", () => {
    const [early, late] = [new QuietController(), new QuietController()];
    const heard = vi.fn();
    early.signal.addEventListener("abort", heard);
    for (const controller of [early, late]) controller.abort();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(late.signal).toBeInstanceOf(AbortSignal);
    expect(late.signal.reason).toMatchObject({ name: "AbortError" });
  });
});
