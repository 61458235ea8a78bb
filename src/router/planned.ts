import { LlmuxError } from "../contract/errors.ts";

type NotBuilt = (...given: unknown[]) => never;

/** Members that the design has and this version has not. Each throws, so that nothing is taken for done that was not. */
export interface Planned {
  /** Not built yet: throws. */
  readonly estimate: NotBuilt;
  /** Not built yet: throws. */
  readonly usage: NotBuilt;
  /** Not built yet: throw. */
  readonly keys: { readonly issue: NotBuilt; readonly revoke: NotBuilt };
}

export const planned: Planned = {
  estimate: notBuilt("estimate"),
  usage: notBuilt("usage"),
  keys: { issue: notBuilt("keys.issue"), revoke: notBuilt("keys.revoke") },
};

function notBuilt(name: string): NotBuilt {
  return () => {
    throw new LlmuxError("config", `router.${name}() is not built yet in this version; do without it`, {
      code: "not_built",
    });
  };
}
