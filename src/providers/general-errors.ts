import type { FaultKind } from "../contract/fault.ts";
import type { ErrorFacts, ErrorRow } from "./error-row.ts";

const REFUSED = [400, 404, 422];

/** Says of its limits per minute or day what others say of their context. */
const RATE_TEXT = /tokens per min|\bTPM\b|rate.?limit|tokens per day/i;

/** How vendors say that the prompt is longer than the model's context. Sources: their servers' messages, collected. */
const TOO_LONG = new RegExp(
  [
    "context[_ ]length[_ ]exceeded",
    "maximum context length (?:is|of) [\\d,]+",
    "prompt is too long",
    "exceed(?:s|ed)? (?:the )?(?:model'?s? )?(?:maximum )?context (?:limit|length)",
    "input tokens exceed the configured limit",
    "input token count.*exceeds the maximum",
    "maximum prompt length is [\\d,]+",
    "reduce the length of (?:the |your )?(?:messages|input|prompt)",
    "`?inputs`? tokens \\+ `?max_new_tokens`? must be",
    "exceeds the (?:available )?context (?:window|size)",
    "exceeded model token limit",
    "context window exceeds limit",
    "greater than the context length",
    "input is too long for requested model",
    "too large for model with [\\d,]+ maximum context length",
    "range of input length should be",
  ].join("|"),
  "i",
);

/** The names that most vendors share. They decide only where there is no status: elsewhere they are used too loosely. */
const BY_NAME: Readonly<Record<string, FaultKind>> = {
  rate_limit_error: "rate_limit",
  rate_limit_exceeded: "rate_limit",
  resource_exhausted: "rate_limit",
  overloaded_error: "overloaded",
  unavailable: "overloaded",
  service_unavailable: "overloaded",
  authentication_error: "auth",
  invalid_api_key: "auth",
  unauthenticated: "auth",
  permission_error: "permission",
  permission_denied: "permission",
  not_found_error: "model_not_found",
  model_not_found: "model_not_found",
  not_found: "model_not_found",
  billing_error: "quota_exhausted",
  request_too_large: "request_too_large",
  timeout_error: "timeout",
  deadline_exceeded: "timeout",
  cancelled: "timeout",
  conflict_error: "conflict",
  content_filter: "content_filter",
  invalid_request_error: "invalid_request",
  invalid_argument: "invalid_request",
};

/** What holds for every provider, after its own rows. */
export const generalRows: readonly ErrorRow[] = [
  {
    kind: "config",
    when: ({ status, inBand }) => status === undefined && !inBand,
    message:
      /^(?:\w+: )?(?:Missing credentials\.|Could not resolve authentication method|Streaming is required for operations)/,
  },
  { kind: "context_length", code: ["context_length_exceeded"] },
  { kind: "quota_exhausted", code: ["insufficient_quota"] },
  {
    kind: "quota_exhausted",
    status: [400, 402, 403, 429],
    message:
      /insufficient (?:account )?(?:balance|funds|credits?)|credit balance is too low|used all available credits|exceeded your current quota|out of credits/i,
  },
  {
    kind: "quota_exhausted",
    status: 429,
    message: /\b(?:requests|tokens) per day\b|\((?:RPD|TPD)\)|\bdaily (?:quota|limit|request|token)/i,
  },
  {
    kind: "auth",
    status: [400, 401, 403],
    message:
      /(?:incorrect|invalid|missing|expired) (?:x-)?api[- ]?key|api[- ]?key (?:is )?(?:not valid|invalid|expired|missing)/i,
  },
  {
    kind: "overloaded",
    message: /\b(?:currently |is |are )overloaded\b|^overloaded\.?$|service tier capacity exceeded/i,
  },
  { kind: "context_length", when: refusesRequest, message: TOO_LONG, unless: RATE_TEXT },
  { kind: "request_too_large", status: [400, 413, 429], when: exceedsOneRequest },
  {
    kind: "request_too_large",
    status: 400,
    message: /request payload size exceeds|request (?:body|entity) (?:is )?too large/i,
  },
  {
    kind: "model_not_found",
    status: REFUSED,
    message:
      /\bmodel\b.{0,120}(?:does not exist|do(?:es)?n't exist|not found|not exist|decommissioned|has been (?:deprecated|retired|removed))|not a valid model id|^invalid model\b/i,
  },
  {
    kind: "unsupported",
    status: REFUSED,
    message:
      /\bno endpoints found that (?:support|can handle)|\bdoes(?: not|n't) support\b|extra (?:inputs|fields) (?:are )?not permitted/i,
  },
  {
    kind: "unsupported",
    status: [400, 422],
    message:
      /\bis unsupported\b|un(?:supported|recognized) (?:parameter|value|request argument)|unknown (?:parameter|name|field)|(?:is|are) not (?:supported|enabled) (?:with|for|by|on|in) |not supported for this model|must be set to false for non-streaming|is not enabled for|"auto" tool choice requires/i,
  },
  { kind: "unsupported", status: 422, when: refusesParam },
  ...Object.entries(BY_NAME).map(([name, kind]): ErrorRow => ({ kind, code: [name], when: hasNoStatus })),
];

/**
 * By status alone, where nothing else spoke: what a server or a proxy refuses of the way a request came, another target may take.
 * 407: a proxy wants credentials. 424: Bedrock of a failed model. 444, 494 to 497: nginx. 460: AWS's load balancer. 522, 524:
 * Cloudflare of a slow origin. 598: a proxy that gave up reading.
 */
const BY_STATUS: Readonly<Record<number, FaultKind>> = {
  401: "auth",
  402: "quota_exhausted",
  403: "permission",
  404: "model_not_found",
  405: "unsupported",
  406: "unsupported",
  407: "config",
  408: "timeout",
  409: "conflict",
  410: "model_not_found",
  411: "unsupported",
  412: "unsupported",
  413: "request_too_large",
  414: "request_too_large",
  415: "unsupported",
  416: "unsupported",
  417: "unsupported",
  420: "rate_limit",
  421: "server_error",
  423: "conflict",
  424: "server_error",
  425: "server_error",
  426: "unsupported",
  428: "unsupported",
  429: "rate_limit",
  431: "request_too_large",
  444: "server_error",
  451: "permission",
  460: "timeout",
  494: "request_too_large",
  495: "config",
  496: "config",
  497: "config",
  498: "overloaded",
  499: "timeout",
  503: "overloaded",
  504: "timeout",
  522: "timeout",
  524: "timeout",
  529: "overloaded",
  598: "timeout",
};

/** The kind that a bare HTTP status means; none at all is a server's fault, too. */
export function kindOfStatus(status: number | undefined): FaultKind {
  if (status === undefined || status >= 500) return BY_STATUS[status ?? 500] ?? "server_error";
  if (status < 400) return "connection";
  return BY_STATUS[status] ?? "invalid_request";
}

function hasNoStatus({ status }: ErrorFacts): boolean {
  return status === undefined;
}

function refusesRequest({ status, inBand }: ErrorFacts): boolean {
  return status === undefined || inBand || status === 400 || status === 413 || status === 422;
}

/** "Request too large … Limit 30000, Requested 45000": a request above what a whole minute allows never fits. */
export function exceedsOneRequest({ message }: ErrorFacts): boolean {
  if (!/request (?:is )?too large/i.test(message)) return false;
  const [, limit, requested] = /limit:? ([\d,]+).{0,40}?requested:? ([\d,]+)/i.exec(message) ?? [];
  if (limit === undefined || requested === undefined) return true;
  return Number(requested.replaceAll(",", "")) > Number(limit.replaceAll(",", ""));
}

/** A 422 that names a parameter, other than for its absence or within the messages, which no target would accept. */
function refusesParam({ param, message }: ErrorFacts): boolean {
  return param !== undefined && !/^messages\b/.test(param) && !/\bmissing\b|required/i.test(message);
}
