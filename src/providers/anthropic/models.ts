/** The model id as it stands on the wire: other routers' `anthropic/` in front is not part of it. */
export function wireModel(model: string): string {
  return model.replace(/^anthropic\//, "");
}
