export { sha256InJs as sha256 } from "./hash-in-js.ts";
