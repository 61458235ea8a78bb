import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { onSignal } from "../../src/lib/on-signal.ts";

it("has one listener at a signal, however many wait, and none when the last has gone", () => {
  const { signal } = new AbortController();
  const offs = Array.from({ length: 25 }, () => onSignal(signal, () => {}));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  for (const off of offs) off();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

it("tells each who still waits once, and takes nobody off twice", () => {
  const controller = new AbortController();
  const told: string[] = [];
  const same = () => void told.push("same");
  const off = onSignal(controller.signal, () => void told.push("left"));
  onSignal(controller.signal, same);
  onSignal(controller.signal, same);
  off();
  off();
  controller.abort();
  expect(told).toEqual(["same", "same"]);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});

it("listens anew after all had left", () => {
  const controller = new AbortController();
  let told = 0;
  onSignal(controller.signal, () => {})();
  onSignal(controller.signal, () => {
    told += 1;
  });
  controller.abort();
  expect(told).toBe(1);
});
