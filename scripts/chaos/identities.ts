import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeIdentity } from "../../test/chaos/tls/certificate.ts";
import { IDENTITY_FILE, type IdentityName, type Pem } from "../../test/chaos/tls/front.ts";

/** The environment in which a process trusts an authority of ours, and knows the identities that it has signed. */
export function tlsEnvironment(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "llmux-chaos-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  const issuer = makeIdentity({ name: "an authority for one run" });
  const address = "127.0.0.1";
  const made = {
    right: makeIdentity({ name: "right", issuer, address }),
    selfSigned: makeIdentity({ name: "self-signed", address }),
    expired: makeIdentity({ name: "expired", issuer, address, until: new Date(Date.now() - 3_600_000) }),
    elsewhere: makeIdentity({ name: "elsewhere", issuer, address: "192.0.2.1" }),
  } satisfies Record<IdentityName, unknown>;
  const pems = Object.entries(made).map(([name, { key, cert }]): [string, Pem] => [
    name,
    { key: String(key.export({ type: "pkcs8", format: "pem" })), cert },
  ]);
  const [authority, identities] = [join(folder, "authority.pem"), join(folder, "identities.json")];
  writeFileSync(authority, issuer.cert);
  writeFileSync(identities, JSON.stringify(Object.fromEntries(pems)), { mode: 0o600 });
  return { NODE_EXTRA_CA_CERTS: authority, [IDENTITY_FILE]: identities };
}
