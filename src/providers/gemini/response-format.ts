import type { ChatRequest } from "../../contract/chat.ts";
import { jsonFormatOf } from "../json-format.ts";
import { warnOfFit } from "../schema/warn.ts";
import { fitSchema } from "./schema.ts";
import type { Scope } from "./scope.ts";

/** `response_format` as fields of generationConfig. */
export function encodeFormat(request: ChatRequest, scope: Scope): Record<string, unknown> {
  const format = jsonFormatOf(request, scope.notes);
  if (format === undefined) return {};
  if (request.tools?.length && !scope.facts.mixedTools) {
    scope.notes.warn(
      "dropped_param",
      "response_format",
      `${scope.model} does not take JSON output beside function tools; response_format was left out`,
    );
    return {};
  }
  const schema = format.type === "json_schema" ? format.json_schema.schema : undefined;
  const fitted = schema && fitSchema(schema);
  if (fitted) warnOfFit(scope.notes, "response_format", "the schema", fitted);
  return { responseMimeType: "application/json", ...(fitted && { responseJsonSchema: fitted.schema }) };
}
