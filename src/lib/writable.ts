/** A record while it is being filled in: fields that are often absent are set one by one, which costs less than to spread them in. */
export type Writable<T> = { -readonly [Field in keyof T]: T[Field] };
