export { type NodeListener, nodeListener } from "./listener.ts";
