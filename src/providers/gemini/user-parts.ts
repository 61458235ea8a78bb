import type { ChatCompletionContentPart } from "openai/resources/chat/completions";
import { parseDataUrl } from "../data-url.ts";
import type { Scope } from "./scope.ts";
import type { Part } from "./wire.ts";

/** Addresses Gemini reads by itself: its Files API, Cloud Storage, YouTube (fileData.fileUri, v1beta). */
const READABLE = [
  /^https:\/\/generativelanguage\.googleapis\.com\/[^?#]*\bfiles\//,
  /^gs:\/\//,
  /^https:\/\/(www\.)?youtube\.com\/watch\?/,
  /^https:\/\/youtu\.be\//,
];

type Encode<Kind extends ChatCompletionContentPart["type"]> = (
  part: Extract<ChatCompletionContentPart, { type: Kind }>,
  place: string,
  scope: Scope,
) => Part | undefined;

const ENCODE: { readonly [Kind in ChatCompletionContentPart["type"]]: Encode<Kind> } = {
  text: (part) => (part.text ? { text: part.text } : undefined),
  image_url: (part, place, scope) => media(part.image_url.url, "image_url", place, scope),
  input_audio: (part) => ({
    inlineData: { mimeType: `audio/${part.input_audio.format}`, data: part.input_audio.data },
  }),
  file: ({ file }, place, scope) =>
    file.file_data === undefined
      ? media(file.file_id ?? "", "file", place, scope)
      : (inline(file.file_data) ?? notInline(place, scope)),
};

/** A message's content as Gemini parts; empty text is left out. `place` names the message in errors. */
export function encodeUserParts(content: unknown, place: string, scope: Scope): Part[] {
  if (typeof content === "string") return content ? [{ text: content }] : [];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: ChatCompletionContentPart, index) => {
    const encode = ENCODE[part?.type] as Encode<typeof part.type> | undefined;
    const at = `${place}.content[${index}]`;
    if (encode) return encode(part as never, at, scope) ?? [];
    scope.notes.refuse(
      String(part?.type),
      `${at} is of type ${JSON.stringify(part?.type)}, which Gemini has no part for`,
    );
    return [];
  });
}

/** Inline data of a data URL, or a reference to a file Gemini can read itself. Nothing is fetched. */
function media(url: string, param: string, place: string, scope: Scope): Part | undefined {
  const data = inline(url);
  if (data) return data;
  if (READABLE.some((pattern) => pattern.test(url))) return { fileData: { fileUri: url } };
  scope.notes.refuse(
    param,
    `${place} is not a base64 data URL, and Gemini does not read this address by itself; send the content as a data URL`,
  );
  return undefined;
}

function inline(url: string): Part | undefined {
  const data = parseDataUrl(url);
  return data && { inlineData: { mimeType: data.mediaType, data: data.data } };
}

/** An address is no data: `file_id` is the place for one that Gemini reads by itself. */
function notInline(place: string, scope: Scope): undefined {
  scope.notes.refuse(
    "file",
    `${place}: file_data must be a base64 data URL; an address that Gemini reads goes into file_id`,
  );
}
