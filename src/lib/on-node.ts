interface Runtime {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly getBuiltinModule?: unknown;
  };
  readonly navigator?: { readonly userAgent?: string };
}

const runtime = globalThis as unknown as Runtime;

/**
 * Whether this is Node itself. Bun, Deno and Cloudflare's workers also offer `node:http`, built over their own fetch, whose
 * sockets nobody here controls.
 */
export function onNode(): boolean {
  const versions = runtime.process?.versions;
  if (!versions?.node || versions.bun || versions.deno) return false;
  if (runtime.navigator?.userAgent === "Cloudflare-Workers") return false;
  return typeof runtime.process?.getBuiltinModule === "function";
}
