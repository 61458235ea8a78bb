/** Something that is loaded when it is first asked for. */
export interface Lazy<T> {
  /** What was loaded; undefined until then. */
  readonly loaded: T | undefined;
  /** Loads it, once for all who ask; after a failure, again. */
  load(): Promise<T>;
}

export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;
  const begin = async (): Promise<T> => {
    try {
      loaded = await load();
      return loaded;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  return {
    get loaded() {
      return loaded;
    },
    load() {
      loading ??= begin();
      return loading;
    },
  };
}
