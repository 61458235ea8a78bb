import type {
  ContentBlockParam,
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from "@anthropic-ai/sdk/resources/messages";
import { LlmuxError } from "../../contract/errors.ts";
import { parseDataUrl } from "../data-url.ts";
import { cacheControl } from "./cache-control.ts";
import type { Draft } from "./draft.ts";

type ImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";
type Encode = (part: never, place: string, draft: Draft) => ContentBlockParam | undefined;

/** Media types of an image block. Source: the Messages API reference. */
const IMAGE_TYPES: readonly string[] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/** OpenAI's content parts, by their type. */
const PARTS = {
  text: ({ text }: { text?: string }) => textBlock(text),
  refusal: ({ refusal }: { refusal?: string }) => textBlock(refusal),
  image_url: imageBlock,
  file: fileBlock,
  input_audio: (_part: unknown, place: string, draft: Draft) =>
    refuse(draft, "input_audio", `${place}: Claude takes no audio; send its transcript`, "unsupported_modality"),
} satisfies Record<string, Encode>;

/** A message's content as blocks. Empty text is left out: the API refuses it. */
export function encodeContent(content: unknown, place: string, draft: Draft): ContentBlockParam[] {
  if (typeof content === "string") return [textBlock(content) ?? []].flat();
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: { type?: string }, index) => {
    const encode: Encode | undefined = PARTS[part.type as keyof typeof PARTS];
    const at = `${place}[${index}]`;
    if (!encode) return refuse(draft, "messages", `${at} has the unknown type "${part.type}"`) ?? [];
    const block = encode(part as never, at, draft);
    return block ? [{ ...block, ...cacheControl(part, draft.notes) } as ContentBlockParam] : [];
  });
}

function textBlock(text: string | null | undefined): TextBlockParam | undefined {
  return text?.trim() ? { type: "text", text } : undefined;
}

function imageBlock(
  part: { image_url?: { url?: string } | string },
  place: string,
  draft: Draft,
): ImageBlockParam | undefined {
  const url = typeof part.image_url === "string" ? part.image_url : (part.image_url?.url ?? "");
  if (/^https:/i.test(url)) return { type: "image", source: { type: "url", url } };
  const image = parseDataUrl(url);
  if (!image) return refuse(draft, "image_url", `${place}: an image must be an https URL or a base64 data URL`);
  return base64Image(image, place, draft);
}

function base64Image(
  image: { mediaType: string; data: string },
  place: string,
  draft: Draft,
): ImageBlockParam | undefined {
  if (!IMAGE_TYPES.includes(image.mediaType)) {
    return refuse(draft, "image_url", `${place}: Claude reads JPEG, PNG, GIF and WebP, not ${image.mediaType}`);
  }
  return { type: "image", source: { type: "base64", media_type: image.mediaType as ImageType, data: image.data } };
}

interface FilePart {
  file?: { file_data?: string; file_id?: string; filename?: string };
}

function fileBlock({ file }: FilePart, place: string, draft: Draft): DocumentBlockParam | ImageBlockParam | undefined {
  const data = file?.file_data === undefined ? undefined : parseDataUrl(file.file_data);
  if (!data) {
    return refuse(
      draft,
      "file",
      `${place}: a file must come as file_data, a base64 data URL; file ids mean nothing to Anthropic`,
    );
  }
  const title = file?.filename ? { title: file.filename } : {};
  if (data.mediaType === "application/pdf") {
    return { type: "document", source: { type: "base64", media_type: "application/pdf", data: data.data }, ...title };
  }
  if (data.mediaType.startsWith("text/")) {
    const source = { type: "text", media_type: "text/plain", data: decodeText(data.data, place) } as const;
    return { type: "document", source, ...title };
  }
  if (data.mediaType.startsWith("image/")) return base64Image(data, place, draft);
  return refuse(draft, "file", `${place}: Claude reads PDF, text and images, not ${data.mediaType}`);
}

function decodeText(base64: string, place: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch (cause) {
    throw new LlmuxError("invalid_request", `${place}: file_data is not base64`, { param: place, cause });
  }
}

function refuse(draft: Draft, param: string, message: string, code?: string): undefined {
  draft.notes.refuse(param, message, code);
  return undefined;
}
