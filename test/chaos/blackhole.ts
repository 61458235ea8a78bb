import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Listens, makes more connections than the system lines up, and stands still: nobody takes any. */
const DEAF = `
  const { parentPort } = require("node:worker_threads");
  const { connect, createServer } = require("node:net");
  const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    const { port } = server.address();
    for (let left = 4; left > 0; left -= 1) connect(port, "127.0.0.1");
    parentPort.postMessage(port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

let port: Promise<number> | undefined;

/** A port of this machine where a connection neither stands nor is refused; one for the whole process. */
export function blackhole(): Promise<number> {
  port ??= open();
  return port;
}

async function open(): Promise<number> {
  const worker = new Worker(DEAF, { eval: true });
  worker.unref();
  const [found] = (await once(worker, "message")) as [number];
  return found;
}
