/** A built-in module of Node, found without an import so that bundles for other runtimes stay whole; undefined elsewhere. */
export function builtin<T>(name: string): T | undefined {
  const runtime = globalThis as { process?: { getBuiltinModule?: (name: string) => T | undefined } };
  return runtime.process?.getBuiltinModule?.(name);
}
