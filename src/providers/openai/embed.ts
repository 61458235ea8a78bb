import { LlmuxError } from "../../contract/errors.ts";
import type { Credential, Provider } from "../../contract/provider.ts";
import { throwIfAborted } from "../ending.ts";
import type { ChatClient } from "./client.ts";
import { decodeEmbeddings, encodeEmbedding, MAX_VECTOR_BYTES } from "./embeddings.ts";
import type { Recipient } from "./encode.ts";
import { ownOptions, theirOptions } from "./request-options.ts";

/** Makes `embed`, over the client the caller made or over one of ours. */
export function makeEmbed(
  recipient: Recipient,
  own: ChatClient | undefined,
  open: (credential: Credential) => ChatClient | Promise<ChatClient>,
): NonNullable<Provider["embed"]> {
  return async function embed(request, context) {
    const { native } = context.prepared ?? encodeEmbedding(request, context, recipient);
    const { embeddings } = own ?? (await open(context.credential));
    if (embeddings === undefined) {
      const message = `${context.target}: its client has no embeddings.create; pass a whole OpenAI client`;
      throw new LlmuxError("config", message);
    }
    throwIfAborted(context);
    const options = own ? theirOptions(context) : ownOptions(context, MAX_VECTOR_BYTES);
    const answer = await embeddings.create(native, options);
    context.onNative?.(answer);
    return decodeEmbeddings(answer, context);
  };
}
