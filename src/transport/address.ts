/** A URL in the parts that a request needs. */
export interface Address {
  /** Without its fragment, as a response tells it. */
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  /** As in a URL: an IPv6 address stands in brackets. */
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  /** HTTP or HTTPS, without credentials in it. */
  readonly plain: boolean;
}

const KEPT = 100;

/** Makes a reader of URLs; undefined for what is none. Calls go to few places: what has no query, where keys are put, is kept. */
export function addressReader(): (url: string) => Address | undefined {
  const known = new Map<string, Address | undefined>();
  return (url) => {
    const found = known.get(url);
    if (found !== undefined) return found;
    const address = read(url);
    if (address === undefined || !address.plain || /[?#]/.test(url)) return address;
    if (known.size >= KEPT) known.clear();
    known.set(url, address);
    return address;
  };
}

function read(url: string): Address | undefined {
  if (!URL.canParse(url)) return undefined;
  const { href, origin, protocol, hostname, port, pathname, search, username, password } = new URL(url);
  const plain = (protocol === "https:" || protocol === "http:") && !username && !password;
  return { href: href.replace(/#.*$/, ""), origin, protocol, hostname, port, path: pathname + search, plain };
}
