"use strict";
// Prints what requiring the package and making a router load and start, then ends by itself.
const before = process.getActiveResourcesInfo();
const { createRouter } = require("llmux");
createRouter({ models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] }, cache: true });
const after = process.getActiveResourcesInfo();
console.log(JSON.stringify({ before, after, loaded: Object.keys(require.cache) }));
