import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createServer, type Server } from "node:tls";

/** Who a TLS server says it is. The first is what a client should find. */
export const IDENTITIES = ["right", "selfSigned", "expired", "elsewhere"] as const;
export type IdentityName = (typeof IDENTITIES)[number];

/** A key and its certificate, in PEM. */
export interface Pem {
  readonly key: string;
  readonly cert: string;
}

/** Names the file with what the servers of this process show. Its authority must be in `NODE_EXTRA_CA_CERTS`. */
export const IDENTITY_FILE = "LLMUX_CHAOS_IDENTITIES";

/** A TLS server that hands on what it hears to the port of a plain one, and the other way. */
export function tlsFront(identity: IdentityName, port: number): Server {
  const server = createServer(pemOf(identity), (socket) => {
    const behind = connect(port, "127.0.0.1");
    const tear = () => {
      socket.destroy();
      behind.destroy();
    };
    socket.on("error", tear).on("close", tear);
    behind.on("error", tear).on("close", (failed) => (failed ? tear() : socket.end()));
    socket.pipe(behind).pipe(socket);
  });
  return server.on("tlsClientError", () => {});
}

let pems: Readonly<Record<IdentityName, Pem>> | undefined;
function pemOf(identity: IdentityName): Pem {
  const file = process.env[IDENTITY_FILE];
  if (!file) throw new Error(`${IDENTITY_FILE} names no file: npm run chaos makes one`);
  pems ??= JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<IdentityName, Pem>>;
  return pems[identity];
}
