/** Refuses, when it is put together, what could answer no request: a router in the place of its handler, or nothing. */
export function checkHandler(member: string, handler: unknown): void {
  if (typeof handler === "function") return;
  throw new TypeError(`${member}(): expected a fetch handler, such as router.handler({ authenticate }) gives`);
}
