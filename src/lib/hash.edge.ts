import { sha256InJs } from "./hash-in-js.ts";

/** SHA-256 as in `hash.ts`, where there is no crypto of Node's. */
export const sha256: (text: string) => string = sha256InJs;
