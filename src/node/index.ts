export { type LambdaResult, lambdaHandler, lambdaStream } from "./lambda.ts";
export type { LambdaEvent, LambdaHttpEvent, LambdaProxyEvent } from "./lambda-event.ts";
export type { LambdaContext } from "./lambda-invocation.ts";
export { type NodeListener, nodeListener } from "./listener.ts";
