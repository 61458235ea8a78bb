type Layer<C, R> = (context: C, next: (context: C) => Promise<R>) => Promise<R>;

/** Makes one function of layers, outermost first, around `core`. A layer that calls `next` twice rejects. */
export function compose<C, R>(
  layers: readonly Layer<C, R>[],
  core: (context: C) => Promise<R>,
): (context: C) => Promise<R> {
  return layers.reduceRight<(context: C) => Promise<R>>(
    (inner, layer) => (context) => {
      let called = false;
      return layer(context, (next) => {
        if (called) return Promise.reject(new Error(`${layer.name || "a layer"} called next() twice`));
        called = true;
        return inner(next);
      });
    },
    core,
  );
}
