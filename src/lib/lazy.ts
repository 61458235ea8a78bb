/** Something that is loaded when it is first asked for. */
export interface Lazy<T> {
  /** What was loaded; undefined until then. */
  readonly loaded: T | undefined;
  /** Loads it, once for all who ask; after a failure, again. */
  load(): Promise<T>;
}

/** A class, not an object with a getter: V8 keeps the shape of each of those, and with it all that it sees, until a full collection. */
class Loading<T> implements Lazy<T> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | undefined;
  loaded: T | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  load(): Promise<T> {
    this.#loading ??= this.#begin();
    return this.#loading;
  }

  async #begin(): Promise<T> {
    try {
      this.loaded = await this.#load();
      return this.loaded;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}

export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  return new Loading(load);
}
