import type { NextConfig } from "next";

export default {
  output: "standalone",
  // Only because this example lies within another project: its own folder is the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
} satisfies NextConfig;
