/** A request of a function URL or of API Gateway's HTTP API, in payload format 2.0. */
export interface LambdaHttpEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string }; readonly domainName?: string };
}

type Values = Readonly<Record<string, string | undefined>> | null;
type Lists = Readonly<Record<string, readonly string[] | undefined>> | null;

/** A request of API Gateway's REST API, of its HTTP API in payload format 1.0, or of an Application Load Balancer. */
export interface LambdaProxyEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers?: Values;
  readonly multiValueHeaders?: Lists;
  readonly queryStringParameters?: Values;
  readonly multiValueQueryStringParameters?: Lists;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly domainName?: string; readonly elb?: object };
}

/** What Lambda is called with for a request over HTTP, in any of its forms. */
export type LambdaEvent = LambdaHttpEvent | LambdaProxyEvent;

/** Of an event of any form; `target` is the path with its query. */
interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
}

export function requestOf(event: LambdaEvent, signal: AbortSignal | undefined): Request {
  const { method, target, headers } = isProxy(event) ? proxyAsked(event) : httpAsked(event);
  const host = event.requestContext?.domainName ?? headers.get("host") ?? "localhost";
  const hasBody = method !== "GET" && method !== "HEAD" && typeof event.body === "string";
  const body = hasBody ? Buffer.from(event.body!, event.isBase64Encoded ? "base64" : "utf8") : null;
  return new Request(`https://${host}${target}`, { method, headers, body, ...(signal && { signal }) });
}

/** Told from payload format 2.0 by its method's place; what answers it has another form too. */
export function isProxy(event: LambdaEvent): event is LambdaProxyEvent {
  return typeof (event as Partial<LambdaProxyEvent>).httpMethod === "string";
}

function httpAsked({ requestContext, rawPath, rawQueryString, headers, cookies }: LambdaHttpEvent): Asked {
  const method = requestContext?.http?.method;
  if (method === undefined) {
    throw new TypeError(
      "the event is no request over HTTP: expected one of a function URL, of API Gateway or of an Application Load Balancer",
    );
  }
  const read = headersOf(Object.entries(headers));
  if (cookies?.length) read.set("cookie", cookies.join("; "));
  return { method, target: rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath, headers: read };
}

function proxyAsked(event: LambdaProxyEvent): Asked {
  const { httpMethod, path, requestContext } = event;
  // A load balancer hands on the query as it was sent; API Gateway has decoded it.
  const encode = requestContext?.elb === undefined ? encodeURIComponent : (text: string) => text;
  const query = pairsOf(event.multiValueQueryStringParameters, event.queryStringParameters)
    .map(([name, value]) => `${encode(name)}=${encode(value ?? "")}`)
    .join("&");
  const headers = headersOf(pairsOf(event.multiValueHeaders, event.headers));
  return { method: httpMethod, target: query ? `${path}?${query}` : path, headers };
}

type Pairs = readonly (readonly [name: string, value: string | undefined])[];

/** Where there are lists, the single values are the last of each. */
function pairsOf(lists: Lists | undefined, values: Values | undefined): Pairs {
  if (!lists) return Object.entries(values ?? {});
  return Object.entries(lists).flatMap(([name, all = []]) => all.map((value) => [name, value] as const));
}

function headersOf(pairs: Pairs): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) if (value !== undefined) headers.append(name, value);
  return headers;
}
