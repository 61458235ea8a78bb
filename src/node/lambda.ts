import type { Writable } from "node:stream";
import { checkHandler } from "./fetch-handler.ts";
import { isProxy, type LambdaEvent } from "./lambda-event.ts";
import { invocation, type LambdaContext } from "./lambda-invocation.ts";
import { pour } from "./response.ts";

/** An answer in the event's form: `cookies` goes with payload format 2.0, `multiValueHeaders` with the others. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly cookies?: string[];
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A fetch handler, such as `router.handler`; it is given a context with `waitUntil` and `deadlineMs`. */
type Answer = (request: Request, context: object) => Promise<Response>;

/**
 * A Lambda handler of a fetch handler: the answer as a whole. Its calls end half a second before the function is stopped,
 * and the function returns when what they left to do has been done.
 */
export function lambdaHandler(handler: Answer): (event: LambdaEvent, context: LambdaContext) => Promise<LambdaResult> {
  checkHandler("lambdaHandler", handler);
  return async function lambda(event, context) {
    const { request, around, done } = invocation(event, context);
    const response = await handler(request, around);
    const body = await response.text();
    await done();
    const head = isProxy(event) ? listsOf(response) : headOf(response);
    return { ...head, body, isBase64Encoded: false };
  };
}

interface StreamingRuntime {
  streamifyResponse<F>(handler: F): F;
  readonly HttpResponseStream: { from(stream: Writable, head: object): Writable };
}

type StreamingHandler = (event: LambdaEvent, stream: Writable, context: LambdaContext) => Promise<void>;

/**
 * The same with response streaming (`InvokeMode: RESPONSE_STREAM`): each piece is sent as it comes, and a client that leaves
 * ends the call upstream. Outside of Lambda, whose runtime it needs, what it makes rejects.
 */
export function lambdaStream(handler: Answer): StreamingHandler {
  checkHandler("lambdaStream", handler);
  const { awslambda } = globalThis as { awslambda?: StreamingRuntime };
  if (awslambda === undefined) {
    return async () => {
      throw new Error("lambdaStream needs AWS Lambda's Node runtime: `awslambda.streamifyResponse` is not there");
    };
  }
  return awslambda.streamifyResponse<StreamingHandler>(async (event, stream, context) => {
    const controller = new AbortController();
    const leave = () => controller.abort();
    stream.once("close", leave);
    stream.once("error", leave);
    const { request, around, done } = invocation(event, context, controller.signal);
    try {
      const response = await handler(request, around);
      stream.off("close", leave);
      await pour(response.body, awslambda.HttpResponseStream.from(stream, headOf(response)));
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      await done();
    }
  });
}

function headOf({ status, headers }: Response) {
  const plain = [...headers].filter(([name]) => name !== "set-cookie");
  return { statusCode: status, headers: Object.fromEntries(plain), cookies: headers.getSetCookie() };
}

/** All of them as lists: a load balancer reads these or those, as it was set up; API Gateway reads both. */
function listsOf(response: Response) {
  const { statusCode, headers, cookies } = headOf(response);
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    statusCode,
    headers,
    multiValueHeaders: cookies.length > 0 ? { ...lists, "set-cookie": cookies } : lists,
  };
}
