/** Reads a base64 data URL (RFC 2397); undefined for every other URL. Extra parameters are ignored, whitespace in the data is removed. */
export function parseDataUrl(url: string): { mediaType: string; data: string } | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/^\s*data:/i.test(url.slice(0, 64))) return undefined;
  const [type = "", ...parameters] = url.slice(url.indexOf(":") + 1, comma).split(";");
  if (!parameters.some((parameter) => parameter.trim().toLowerCase() === "base64")) return undefined;
  const data = unescaped(url.slice(comma + 1));
  if (data === undefined) return undefined;
  return {
    mediaType: type.trim().toLowerCase() || "text/plain",
    data: /\s/.test(data) ? data.replace(/\s+/g, "") : data,
  };
}

function unescaped(data: string): string | undefined {
  if (!data.includes("%")) return data;
  try {
    return decodeURIComponent(data);
  } catch {
    return undefined;
  }
}
