import type { Route, Strategy } from "../contract/strategy.ts";
import type { Target, TargetSettings } from "../contract/target.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { nearest } from "../lib/nearest.ts";
import { check, type Issue, join, show, unknown } from "./issues.ts";
import { targetsOf } from "./route-targets.ts";
import { hedge as hedgeSchema, target as targetSchema } from "./schema.ts";
import type { RouteOptions, StrategyOptions, TargetOptions } from "./types.ts";

/** Strategies that the design has and this version has not. */
const PLANNED: ReadonlySet<unknown> = new Set([
  ...["latency", "cost", "capacity", "quality"],
  ...["sticky", "semantic", "canary"],
]);

/** What a route's names can stand for. */
export interface Names {
  readonly aliases: Readonly<Record<string, unknown>>;
  readonly providers: ReadonlySet<string>;
  readonly strategies: Readonly<Record<string, Strategy>>;
  /** The provider a bare model id belongs to. */
  ownerOf(model: string): string | undefined;
  /** The known provider that a name is another spelling of. */
  known(provider: string): string | undefined;
  regionOf(provider: string): string | undefined;
}

/** Reads routes out of options; wrong ones become issues, and every target is remembered by its id. */
export class RouteReader {
  readonly #names: Names;
  readonly #issues: Issue[];
  readonly #read = new Map<string, Route>();
  readonly #reading: string[] = [];
  readonly #failed = new Set<string>();
  readonly #configured: RouteReader | undefined;
  readonly targets = new Map<string, Target>();

  /** `configured`: has read the options; its aliases and targets, settings included, are what a request's names stand for. */
  constructor(names: Names, issues: Issue[], configured?: RouteReader) {
    this.#names = names;
    this.#issues = issues;
    this.#configured = configured;
  }

  /** The route of an alias, read once. A cycle of aliases is an issue. */
  alias(name: string): Route | undefined {
    const known = this.#configured?.alias(name) ?? this.#read.get(name);
    if (known !== undefined || this.#failed.has(name)) return known;
    const path = join("models", name);
    if (this.#reading.includes(name)) {
      this.#issues.push({ path, message: `aliases form a cycle: ${[...this.#reading, name].join(" → ")}` });
      return undefined;
    }
    this.#reading.push(name);
    const route = this.route(this.#names.aliases[name], path);
    this.#reading.pop();
    if (route === undefined) this.#failed.add(name);
    else this.#read.set(name, route);
    return route;
  }

  route(options: unknown, path: string): Route | undefined {
    if (typeof options === "string") return this.#named(options, path);
    if (Array.isArray(options)) return this.#strategy({ strategy: "order", of: options }, path, path);
    if (typeof options !== "object" || options === null) {
      return this.#issue(
        path,
        `expected "provider/model", an alias, a target, a list or a strategy, got ${show(options)}`,
      );
    }
    if ("strategy" in options || "of" in options) return this.#strategy(options as StrategyOptions, path);
    return this.#target(options as TargetOptions, path);
  }

  /** An alias, else `provider/model`, else a model id with one owner. */
  #named(name: string, path: string): Route | undefined {
    if (Object.hasOwn(this.#names.aliases, name)) return this.alias(name);
    const target = this.#parse(name, path);
    return target && { kind: "target", target: this.#keep(target, {}, path), weight: 1 };
  }

  #target(options: TargetOptions, path: string): Route | undefined {
    const issues = check(targetSchema(), options, path);
    this.#issues.push(...issues);
    if (issues.length > 0) return undefined;
    if (Object.hasOwn(this.#names.aliases, options.target)) {
      const message = `"${options.target}" is an alias, which has targets of its own: write the alias alone, or a provider/model`;
      return this.#issue(join(path, "target"), message);
    }
    const named = this.#parse(options.target, join(path, "target"));
    if (named === undefined) return undefined;
    const { target: _, weight = 1, name, ...settings } = options;
    const target = this.#keep({ ...named, ...(name !== undefined && { name }) }, settings, path);
    return { kind: "target", target, weight };
  }

  #parse(text: string, path: string): { provider: string; model: string } | undefined {
    const slash = text.indexOf("/");
    const owner = slash < 0 ? this.#names.ownerOf(text) : undefined;
    if (owner !== undefined) return { provider: owner, model: text };
    const written = text.slice(0, Math.max(0, slash));
    const provider = this.#names.providers.has(written) ? written : (this.#names.known(written) ?? written);
    const model = text.slice(slash + 1);
    const isKnown = slash > 0 && this.#names.providers.has(provider);
    if (isKnown && model !== "") return { provider, model };
    if (isKnown) return this.#issue(path, `"${text}" names no model; write provider/model`);
    if (slash <= 0)
      return this.#issue(path, `"${text}" is neither an alias nor provider/model; ${this.#nearName(text)}`);
    const [near] = nearest(provider, this.#names.providers);
    const hint =
      near === undefined ? `add providers.${provider}, with kind and baseURL` : `did you mean ${near}/${model}?`;
    return this.#issue(path, `no provider "${provider}"; ${hint}`);
  }

  /** Aliases, and the models of configured targets, that a name without a provider may have meant. */
  #nearName(text: string): string {
    const aliases = Object.keys(this.#names.aliases);
    const targets = [...(this.#configured ?? this).targets.values()];
    const written = new Map([
      ...targets.map(({ provider, model }) => [model, `${provider}/${model}`] as const),
      ...aliases.map((alias) => [alias, alias] as const),
    ]);
    // Every name of two letters is near every other.
    const tellable = [...written.keys()].filter((name) => name.length > 2);
    const near = nearest(text, tellable, 3).map((name) => written.get(name));
    if (near.length > 0) return `did you mean ${near.join(" or ")}?`;
    return aliases.length > 0
      ? `aliases are ${aliases.slice(0, 10).join(", ")}`
      : "write it with its provider, such as openai/gpt-5.5";
  }

  /** One target per id: settings that differ need a name. */
  #keep(named: { provider: string; model: string; name?: string }, own: TargetSettings, path: string): Target {
    const { provider, model, name } = named;
    const region = own.region ?? this.#names.regionOf(provider);
    const settings: TargetSettings = { ...own, ...(region !== undefined && { region }) };
    const id = `${provider}/${model}${region === undefined ? "" : `@${region}`}${name === undefined ? "" : `#${name}`}`;
    const known = this.#configured?.targets.get(id) ?? this.targets.get(id);
    if (known === undefined) {
      const target: Target = { id, provider, model, settings };
      this.targets.set(id, target);
      return target;
    }
    if (this.#configured === undefined && canonicalJson(known.settings) !== canonicalJson(settings)) {
      this.#issue(
        path,
        `${id} appears elsewhere with other settings; give one of them a \`name\`, or refer to its alias`,
      );
    }
    return known;
  }

  #strategy(options: StrategyOptions, path: string, list = join(path, "of")): Route | undefined {
    const { strategy, of, weight = 1, hedge, sameModelFirst = false, ...rest } = options;
    for (const key of Object.keys(rest)) {
      this.#issue(join(path, key), unknown(key, ["strategy", "of", "weight", "hedge", "sameModelFirst"]));
    }
    if (hedge !== undefined) this.#issues.push(...check(hedgeSchema(), hedge, join(path, "hedge")));
    if (typeof sameModelFirst !== "boolean") return this.#issue(join(path, "sameModelFirst"), "expected true or false");
    const named = typeof strategy === "string" && Object.hasOwn(this.#names.strategies, strategy);
    const chosen = named ? this.#names.strategies[strategy] : (strategy as Strategy);
    if (typeof chosen?.order !== "function") {
      return this.#issue(join(path, "strategy"), this.#noStrategy(strategy));
    }
    if (!Array.isArray(of) || of.length === 0) return this.#issue(list, "expected a list of at least one route");
    if (typeof weight !== "number" || !(weight >= 0)) return this.#issue(join(path, "weight"), "expected 0 or more");
    const children = of.map((child: RouteOptions, i) => this.route(child, join(list, String(i))));
    if (children.includes(undefined)) return undefined;
    const turn = { value: 0 };
    const own = hedge === undefined ? {} : { hedge };
    const node = { kind: "strategy", strategy: chosen, children: children as Route[], weight, turn, ...own } as const;
    return sameModelFirst ? { ...node, sameModel: sameModel(node) } : node;
  }

  #noStrategy(name: unknown): string {
    const known = Object.keys(this.#names.strategies);
    if (PLANNED.has(name)) return `not built yet in this version; known are ${known.join(", ")}`;
    const near = typeof name === "string" ? nearest(name, known)[0] : undefined;
    return `no such strategy in this version; ${near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`}`;
  }

  #issue(path: string, message: string): undefined {
    this.#issues.push({ path, message });
    return undefined;
  }
}

/** By target, all beneath a node that have its model, in whatever region and at whatever provider, as listed. */
function sameModel(node: Route): ReadonlyMap<string, readonly Target[]> {
  const byModel = new Map<string, Target[]>();
  for (const target of targetsOf(node)) {
    const same = byModel.get(target.model) ?? [];
    byModel.set(target.model, same);
    if (!same.includes(target)) same.push(target);
  }
  return new Map([...byModel.values()].flatMap((same) => same.map((target) => [target.id, same] as const)));
}
