export const textPart = (text: string) => ({
  type: "output_text",
  text,
  annotations: [] as unknown[],
  logprobs: [] as unknown[],
});
export const refusalPart = (refusal: string) => ({ type: "refusal", refusal });
export const summaryPart = (text: string) => ({ type: "summary_text", text });
