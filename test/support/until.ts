/** Lets the event loop turn until something holds; throws when it has not after five seconds. */
export async function until(holds: () => unknown): Promise<void> {
  for (const end = Date.now() + 5_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`this never held: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
