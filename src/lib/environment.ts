/**
 * An environment variable that is set and not empty, where the runtime has such. Read by the call: some workers have none
 * before their first request.
 */
export function environment(name: string): string | undefined {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name] || undefined;
}
