import type { NativeRequest } from "../contract/native.ts";
import type { PrepareContext } from "../contract/provider.ts";
import type { Warning } from "../contract/report.ts";

type Body = Readonly<Record<string, unknown>>;

/**
 * A native body as it goes out: with `model`, the wire's name of the target's, where it names none or names it as the
 * router does, and with `stream` where only the call asks for one. Nothing else is changed.
 */
export function nativeBody(
  { model: asked, body, stream }: NativeRequest,
  { target }: PrepareContext,
  model: string,
): { body: Body; warnings: Warning[] } {
  const { model: named } = body;
  const ours = named === undefined || named === null || named === asked || named === target;
  const message = `the body names the model ${JSON.stringify(named)}, which was sent; prices, circuit and report are those of ${target}`;
  return {
    body: { ...body, ...(ours && { model }), ...(stream && body.stream !== true && { stream }) },
    warnings: ours || named === model ? [] : [{ code: "other_model", param: "model", target, message }],
  };
}
