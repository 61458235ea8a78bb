import { once } from "node:events";
import type { Measured } from "./goals.ts";
import { compile, start } from "./harness.ts";
import { tell } from "./results.ts";

/** What a router holds: idle, per target, per call, per open stream. In a process of its own, with collections at hand. */
await compile("memory-subject.ts");
const [measured] = (await once(start("memory-subject.js", [], ["--expose-gc"]), "message")) as [Measured];
tell(measured);
