/** A JSON text's value; `otherwise` if it is not JSON. */
export function parsed(json: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;
  }
}
