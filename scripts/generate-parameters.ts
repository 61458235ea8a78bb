import { writeFileSync } from "node:fs";
import { page } from "./parameters/page.ts";

/** Writes docs/parameters.md from the tables of the codecs. */
writeFileSync(new URL("../docs/parameters.md", import.meta.url), page());
console.log("docs/parameters.md is written.");
