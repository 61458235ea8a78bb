import { once } from "node:events";
import { compile, start } from "./harness.ts";

/** What a router holds: idle, per target, per call, per open stream. In a process of its own, with collections at hand. */
await compile("memory-subject.ts");
await once(start("memory-subject.js", [], ["--expose-gc"]), "exit");
