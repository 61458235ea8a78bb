/** A value's place in a list. */
export interface Link<T> {
  readonly value: T;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/** Values in order, each of which can be taken out without looking at the others. */
export class LinkedList<T> {
  first: Link<T> | undefined;
  last: Link<T> | undefined;
  size = 0;

  push(value: T): Link<T> {
    const link: Link<T> = { value, before: this.last, after: undefined };
    if (this.last === undefined) this.first = link;
    else this.last.after = link;
    this.last = link;
    this.size += 1;
    return link;
  }

  /** `link` is one of this list's, and taken out once. It holds on to nothing of the list: an old one would keep all later ones from being collected. */
  remove(link: Link<T>): void {
    if (link.before === undefined) this.first = link.after;
    else link.before.after = link.after;
    if (link.after === undefined) this.last = link.before;
    else link.after.before = link.before;
    link.before = undefined;
    link.after = undefined;
    this.size -= 1;
  }
}
