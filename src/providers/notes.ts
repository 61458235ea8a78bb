import { LlmuxError } from "../contract/errors.ts";
import type { PrepareContext } from "../contract/provider.ts";
import type { Warning } from "../contract/report.ts";

/** Left out, brought into range, sent in another form, only asked of the model, sent under another name. */
type Loss = "dropped_param" | "clamped_param" | "changed_param" | "emulated_param" | "renamed_param";

/** Collects what a target cannot express while a request is encoded for it. */
export class Notes {
  readonly warnings: Warning[] = [];
  readonly #target: string;
  readonly #drop: readonly string[];

  constructor(context: PrepareContext) {
    this.#target = context.target;
    this.#drop = context.settings.drop ?? [];
  }

  /** Something of the parameter was lost. */
  warn(code: Loss, param: string | undefined, message: string): void {
    this.warnings.push({ code, ...(param !== undefined && { param }), target: this.#target, message });
  }

  /**
   * The target cannot do this at all: throws `unsupported`, so that the call moves on to the next target.
   * Returns, with a warning, if the target's `drop` names the parameter; the encoder then leaves it out.
   */
  refuse(param: string, message: string, code = "unsupported"): void {
    if (!this.#drop.includes(param)) {
      throw new LlmuxError("unsupported", `${this.#target}: ${message}`, { param, code });
    }
    this.warn("dropped_param", param, message);
  }
}
