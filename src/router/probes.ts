import type { Credential } from "../contract/provider.ts";
import type { Route } from "../contract/strategy.ts";
import type { CredentialSource } from "../credentials/layer.ts";
import { credentialOutsideCall } from "../credentials/outside-call.ts";
import { Prober } from "../health/prober.ts";
import type { Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";
import type { Emitter } from "./emitter.ts";
import type { State } from "./state.ts";

export type Probes = NonNullable<ReturnType<typeof createProbes>>;

/** Probes of the providers that have an interval; undefined where none has. */
export function createProbes(settings: Settings, state: State, emitter: Emitter) {
  const { providers, clock, random } = settings;
  if (![...providers.values()].some(({ probe }) => probe !== undefined)) return undefined;
  const prober = new Prober({
    intervalMs: (name) => providers.get(name)?.probe?.intervalMs,
    async ask(name, signal) {
      const [{ probe }, credential] = await Promise.all([
        import("../providers/probe.ts"),
        credentialForProbe(state.credentialOf(name)),
      ]);
      const { kind } = providers.get(name)!;
      await probe(state.initOf(name), kind!, { credential, signal });
    },
    onDead(name) {
      for (const circuit of circuitsOf(settings, state, name)) state.breakers.get(circuit)?.open();
    },
    onAlive(name) {
      for (const circuit of circuitsOf(settings, state, name)) state.breakers.get(circuit)?.halfOpen();
    },
    clock,
    random,
  });
  const unlisten = emitter.on("attempt.end", ({ target, report }) => {
    if (report.status === "ok") prober.heard(target.slice(0, target.indexOf("/")));
  });
  const known = new WeakMap<Route, ReadonlySet<string>>();
  return {
    /** A call begins that may go anywhere in this route. */
    use(route: Route): void {
      const names = known.get(route) ?? new Set(targetsOf(route).map(({ provider }) => provider));
      known.set(route, names);
      prober.use(names);
    },
    stateOf: (name: string) => prober.stateOf(name),
    close() {
      unlisten();
      prober.close();
    },
  };
}

/** A refused key says that the provider is there. So one that cannot be had is no failure of the provider: it is asked without. */
async function credentialForProbe(source: CredentialSource): Promise<Credential> {
  const credential = await credentialOutsideCall(source).catch((): Credential => ({ kind: "none" }));
  if (credential.kind !== "headers") return credential;
  const { headers } = credential;
  return { kind: "headers", headers: (request) => headers(request).catch(() => ({})) };
}

/** The circuits of a provider's targets, of those configured and those asked so far. */
function circuitsOf({ targets, breaker }: Settings, { breakers, circuitOf }: State, provider: string): Set<string> {
  if (breaker === false) return new Set();
  const configured = [...targets.values()].filter((target) => target.provider === provider).map(({ id }) => id);
  const asked = [...breakers.states().keys()].filter((name) => name.startsWith(`${provider}/`));
  return new Set([...configured, ...asked].map(circuitOf));
}
