export { type LambdaResult, lambdaHandler, lambdaStream } from "./lambda.ts";
export type { LambdaContext, LambdaEvent } from "./lambda-invocation.ts";
export { type NodeListener, nodeListener } from "./listener.ts";
