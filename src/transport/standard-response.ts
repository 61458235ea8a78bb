import { type Arrival, type Body, bodiless } from "./arrival.ts";
import { streamOf } from "./stream.ts";

export type Head = Pick<Arrival, "status" | "statusText" | "headers" | "url">;

/** Makes the platform's own kind of response of a head and a body. */
export function standardResponse({ status, statusText, headers, url }: Head, body: Body): Response {
  const init = body !== null && typeof body === "object" && "next" in body ? streamOf(body) : body;
  const response = new Response(bodiless(status, "") ? null : (init as BodyInit | null), {
    status,
    statusText,
    headers: [...headers],
  });
  return Object.defineProperty(response, "url", { value: url, configurable: true });
}
