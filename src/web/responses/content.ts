import { record } from "../../lib/record.ts";
import { type Fields, refuse } from "./refuse.ts";

type Part = (part: Fields, place: string) => Fields;

const text: Part = ({ text: said }) => ({ type: "text", text: said });

const BY_ID = "files are neither kept nor fetched here: ";

/** Content parts, by their type, as chat has them. */
const PARTS: Readonly<Record<string, Part>> = {
  input_text: text,
  output_text: text,
  text,
  refusal: ({ refusal }) => ({ type: "refusal", refusal }),
  input_image({ image_url, detail, file_id }, place) {
    if (typeof image_url !== "string") {
      refuse(file_id ? `${place}.file_id` : `${place}.image_url`, `${BY_ID}give the image's address or a data URL`);
    }
    return { type: "image_url", image_url: { url: image_url, ...(typeof detail === "string" && { detail }) } };
  },
  input_file({ file_data, file_id, filename }, place) {
    if (typeof file_data !== "string") {
      refuse(`${place}.${file_id ? "file_id" : "file_data"}`, `${BY_ID}give file_data, a base64 data URL`);
    }
    return { type: "file", file: { file_data, ...(typeof filename === "string" && { filename }) } };
  },
  input_audio: ({ input_audio }) => ({ type: "input_audio", input_audio }),
};

/** A message's content, or a tool's output. Parts that are one text only become that text, which every target takes. */
export function contentOf(content: unknown, place: string): unknown {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) refuse(place, "expected a string or a list of content parts");
  const parts = content.map((part, i) => {
    const { type } = record(part);
    const read = typeof type === "string" && Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
    if (read === undefined) refuse(`${place}[${i}].type`, `"${String(type)}" is not served here`);
    return read(record(part), `${place}[${i}]`);
  });
  const [only] = parts;
  return parts.length === 1 && only?.type === "text" ? only.text : parts;
}
