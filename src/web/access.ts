import type { CallOptions } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import { list, record } from "../lib/record.ts";
import type { Fields } from "./body.ts";
import type { NameKind } from "./calls.ts";
import type { Grant, Identity } from "./identity.ts";
import { keptFileIn } from "./kept-file.ts";
import { NATIVE_HEADERS, readOptionHeaders } from "./option-headers.ts";

/** What one client may do. Its checks throw what the client is answered: nothing that is not granted is ignored. */
export interface Access {
  may(grant: Grant): boolean;
  /** Whether it may use a model by this name. */
  isOpen(model: string): boolean;
  checkModel(model: string): void;
  checkHeaders(headers: Headers): void;
  /** `plain`: fields that anybody may set. Gives the body to call with. */
  checkBody(body: Fields, plain: ReadonlySet<string>): Fields;
  /** The call's options, out of the headers and of who asks. */
  optionsOf(headers: Headers): CallOptions;
}

/** Whoever holds the router may do everything. */
export const TRUSTED: Access = {
  may: () => true,
  isOpen: () => true,
  checkModel: () => {},
  checkHeaders: () => {},
  checkBody: (body) => body,
  optionsOf: readOptionHeaders,
};

/** The access of an identity: an alias, and what it is granted. */
export function accessOf(identity: Identity, kindOf: (model: string) => NameKind): Access {
  const granted = new Set(identity.grants);
  const may = (grant: Grant) => granted.has(grant);
  const need = (grant: Grant, what: string) => {
    if (!may(grant)) throw forbidden(`${what} is not open to you: it needs the grant "${grant}"`);
  };
  const isListed = (alias: string) => identity.models?.includes(alias) ?? true;
  return {
    may,
    isOpen: (model) => (kindOf(model) === "alias" ? isListed(model) : may("direct")),
    checkModel,
    checkHeaders(headers) {
      for (const [name] of headers) {
        if (NATIVE_HEADERS.has(name)) need("native", `the header ${name}`);
        else if (name.startsWith("x-llmux-")) need("headers", `the header ${name}`);
      }
    },
    checkBody(body, plain) {
      if (body.models !== undefined && body.models !== null) need("models", "models");
      for (const model of [body.model, ...list(body.models)]) {
        if (typeof model === "string") checkModel(model);
      }
      const native = nativeIn(body, plain);
      if (native !== undefined) need("native", native);
      const ownUser = identity.user !== undefined && typeof body.user === "string";
      return ownUser ? { ...body, user: identity.user } : body;
    },
    optionsOf(headers) {
      const { tags, ...asked } = may("headers") ? readOptionHeaders(headers) : {};
      const { tenant, user } = identity;
      const all = { ...tags, ...identity.tags };
      return {
        ...asked,
        ...(tenant !== undefined && { tenant }),
        ...(user !== undefined && { user }),
        ...(Object.keys(all).length > 0 && { tags: all }),
      };
    },
  };

  function checkModel(model: string): void {
    const kind = kindOf(model);
    if (kind === "alias" && !isListed(model)) throw forbidden(`the model ${JSON.stringify(model)} is not open to you`);
    // A name with a slash would be a target, if not now then with the next configuration.
    if (kind === "target" || (kind === "unknown" && model.includes("/"))) {
      need("direct", `the model ${JSON.stringify(model)}`);
    }
  }
}

/** The first thing in a body that only one provider could read. */
function nativeIn(body: Fields, plain: ReadonlySet<string>): string | undefined {
  const field = Object.keys(body).find((name) => !plain.has(name));
  if (field !== undefined) return field;
  const tool = list(body.tools).findIndex((one) => {
    const { type } = record(one);
    return typeof type === "string" && type !== "function" && type !== "custom";
  });
  if (tool >= 0) return `tools[${tool}].type`;
  for (const [i, message] of list(body.messages).entries()) {
    const found = nativeInMessage(record(message));
    if (found !== undefined) return `messages[${i}].${found}`;
  }
  return undefined;
}

const PARTS = new Set(["text", "refusal", "image_url", "input_audio", "file"]);

function nativeInMessage(message: Fields): string | undefined {
  if (message.provider_state !== undefined && message.provider_state !== null) return "provider_state";
  const part = list(message.content).findIndex((one) => {
    const { type } = record(one);
    return typeof type === "string" && !PARTS.has(type);
  });
  const kept = keptFileIn(message.content);
  const first = part < 0 ? kept : part;
  return first < 0 ? undefined : `content[${first}]`;
}

/** What a client without a grant may not do. */
export function forbidden(message: string): LlmuxError {
  return new LlmuxError("permission", message, { status: 403, code: "not_granted" });
}
