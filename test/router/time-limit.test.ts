import { createRouter } from "llmux";
import { expect, it } from "vitest";

it.each([
  [{ timeout: 5 }, "timeout: unknown option; the one there is is timeoutMs"],
  [{ timeoutMs: "5" }, "timeoutMs: expected milliseconds, 0 or more"],
  [{ timeoutMs: -1 }, "timeoutMs: expected milliseconds, 0 or more"],
  [null, "expected { timeoutMs? }"],
  [5000, "expected { timeoutMs? }"],
])("close and flush refuse %j", async (given, message) => {
  const router = createRouter();
  for (const member of ["close", "flush"] as const) {
    const promise = router[member](given as never);
    await expect(promise).rejects.toMatchObject({ kind: "config", message: `router.${member}(): ${message}` });
  }
  expect(await router.flush({ timeoutMs: 0 })).toBe(true);
  await router.close({ timeoutMs: undefined as never });
});
