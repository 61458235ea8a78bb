import { list, record } from "../lib/record.ts";

type Fields = Record<string, unknown>;

/** What an error body says, whatever its shape. */
export interface ErrorBody {
  /** The innermost error object. */
  readonly error: Fields;
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly param: string | undefined;
  /** Every short name given: code, type, Google's status and reasons, inner codes. */
  readonly names: readonly string[];
  /** An HTTP status told within the body. */
  readonly status: number | undefined;
  readonly details: readonly unknown[];
  readonly requestId: string | undefined;
}

/**
 * Reads an error body: OpenAI's and Google's `{error: {…}}`, Anthropic's, flat ones, `{error: "text"}`, `{detail: …}` of
 * FastAPI servers, and any of these as the single element of an array.
 */
export function readBody(body: unknown): ErrorBody {
  const whole = record(Array.isArray(body) ? body[0] : body);
  const error = innermost(whole, 0);
  const issues = [error.detail, record(error.message).detail, error.details].flatMap(list).map(record);
  const details = list(error.details);
  const codes = [
    error.code,
    whole.code,
    record(error.details).error_code,
    record(error.innererror).code,
    ...issues.flatMap((issue) => [issue.type, issue.reason]),
  ];
  const type = [error.type, error.status].find((name) => typeof name === "string" && name !== "error");
  return {
    error,
    message: messageOf(error),
    code: preferred(codes),
    type: shortName(type),
    param: shortName(error.param) ?? place(issues),
    names: [...codes, type].map(shortName).filter((name) => name !== undefined),
    status: [error.code, error.status, error.raw_status_code].map(httpStatus).find((status) => status !== undefined),
    details,
    requestId: shortName(whole.request_id) ?? shortName(error.request_id),
  };
}

function innermost(fields: Fields, depth: number): Fields {
  const inner = Array.isArray(fields.error) ? fields.error[0] : fields.error;
  return depth < 4 && typeof inner === "object" && inner !== null ? innermost(record(inner), depth + 1) : fields;
}

function messageOf(error: Fields): string | undefined {
  const text = [error.message, error.error, error.detail, error.msg, error.error_description, error.title]
    .map((value) => textOf(value, 0))
    .find((value) => value !== "");
  const raw = record(error.metadata).raw;
  return typeof raw === "string" && raw !== "" ? `${text ?? "upstream error"}: ${raw}` : text;
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === "string") return value.trim();
  if (typeof value !== "object" || value === null || depth > 3) return "";
  if (Array.isArray(value))
    return value
      .slice(0, 5)
      .map((item) => textOf(item, depth + 1))
      .filter(Boolean)
      .join("; ");
  const { msg, message, detail } = record(value);
  const text = [msg, message, detail].map((part) => textOf(part, depth + 1)).find(Boolean);
  const at = place([record(value)]);
  return text === undefined ? JSON.stringify(value) : at === undefined ? text : `${at}: ${text}`;
}

/** Where a FastAPI issue points, without the leading "body". */
function place(issues: readonly Fields[]): string | undefined {
  const loc = list(issues.find((issue) => Array.isArray(issue.loc))?.loc).filter((part) => part !== "body");
  return loc.length === 0 ? undefined : loc.join(".");
}

/** A word rather than a number: Google and OpenRouter repeat the HTTP status as `code`. */
function preferred(codes: readonly unknown[]): string | undefined {
  return (
    shortName(codes.find((code) => typeof code === "string" && code !== "")) ?? shortName(codes.find(Number.isFinite))
  );
}

function shortName(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= 200 ? text : undefined;
}

function httpStatus(value: unknown): number | undefined {
  return /^[345]\d\d$/.test(String(value)) ? Number(value) : undefined;
}
