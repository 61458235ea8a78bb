/** Waits until something holds, looking at every turn of the event loop; resolves with the milliseconds it took. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<number> {
  const from = performance.now();
  while (!holds()) {
    if (performance.now() - from > withinMs) throw new Error(`did not come true within ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return performance.now() - from;
}

/** For what cannot be seen from outside, such as that bytes have been read. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
