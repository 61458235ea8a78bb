type Layer<C, R> = (context: C, next: (context: C) => Promise<R>) => Promise<R>;

/** Makes one function of layers, outermost first, around `core`. */
export function compose<C, R>(
  layers: readonly Layer<C, R>[],
  core: (context: C) => Promise<R>,
): (context: C) => Promise<R> {
  return layers.reduceRight<(context: C) => Promise<R>>((inner, layer) => (context) => layer(context, inner), core);
}
