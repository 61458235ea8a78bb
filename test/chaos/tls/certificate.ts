import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key, and a certificate for it. */
export interface Identity {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly cert: string;
}

interface Wanted {
  readonly name: string;
  /** Who signs it. @default itself */
  readonly issuer?: Identity;
  /** The IPv4 address it is for; without one it is an authority. */
  readonly address?: string;
  /** @default next year's end */
  readonly until?: Date;
}

const ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
const COMMON_NAME = "0603550403";
const BASIC_CONSTRAINTS = "0603551d13";
const SUBJECT_ALT_NAME = "0603551d11";
const YEAR_MS = 365 * 24 * 3_600_000;

/** Makes an X.509 certificate (RFC 5280) in as few fields as a TLS client asks for. */
export function makeIdentity({ name, issuer, address, until = new Date(Date.now() + YEAR_MS) }: Wanted): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(hex(ECDSA_WITH_SHA256));
  const extension = address
    ? sequence(hex(SUBJECT_ALT_NAME), der(0x04, sequence(der(0x87, Buffer.from(address.split(".").map(Number))))))
    : sequence(hex(BASIC_CONSTRAINTS), hex("0101ff"), der(0x04, sequence(hex("0101ff"))));
  const told = sequence(
    der(0xa0, hex("020102")),
    der(0x02, Buffer.from([1 + Math.floor(Math.random() * 126)])),
    algorithm,
    nameOf(issuer?.name ?? name),
    sequence(time(new Date(until.getTime() - 2 * YEAR_MS)), time(until)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign("sha256", told, issuer?.key ?? privateKey);
  const whole = sequence(told, algorithm, der(0x03, Buffer.concat([hex("00"), signature])));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return { name, key: privateKey, cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}

function nameOf(name: string): Buffer {
  return sequence(der(0x31, sequence(hex(COMMON_NAME), der(0x0c, Buffer.from(name)))));
}

/** UTCTime. */
function time(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}
