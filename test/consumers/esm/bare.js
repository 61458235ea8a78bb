// The core must load where there are no globals of Node.
delete globalThis.Buffer;
const { process } = globalThis;
delete globalThis.process;
const { createRouter } = await import("llmux");
createRouter();
globalThis.process = process;
console.log(JSON.stringify({ createRouter: typeof createRouter }));
