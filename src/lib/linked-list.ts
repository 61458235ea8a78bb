/** A value's place in a list. */
export interface Link<T> {
  readonly value: T;
  /** The list it is in. */
  list: LinkedList<T> | undefined;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/** Values in order, each of which can be taken out without looking at the others. */
export class LinkedList<T> {
  first: Link<T> | undefined;
  last: Link<T> | undefined;
  size = 0;

  push(value: T): Link<T> {
    const link: Link<T> = { value, list: this, before: this.last, after: undefined };
    if (this.last === undefined) this.first = link;
    else this.last.after = link;
    this.last = link;
    this.size += 1;
    return link;
  }

  /** False if `link` is not in this list, or no more. Then it holds on to nothing of it: an old one would keep all later ones from being collected. */
  remove(link: Link<T>): boolean {
    if (link.list !== this) return false;
    if (link.before === undefined) this.first = link.after;
    else link.before.after = link.after;
    if (link.after === undefined) this.last = link.before;
    else link.after.before = link.before;
    link.list = undefined;
    link.before = undefined;
    link.after = undefined;
    this.size -= 1;
    return true;
  }
}
