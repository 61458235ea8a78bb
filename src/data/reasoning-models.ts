/** Models that think before they speak unless told otherwise, by their ids; as of 2026-11. They are given longer for their first token. */
export const reasoningModels: readonly RegExp[] = [
  /^o\d/,
  /^gpt-[56]/,
  /^claude-(opus-5|fable|mythos|sonnet-5|haiku-5)/,
  /^gemini-(2\.5-pro|[34])/,
  /deepseek-(reasoner|r1)/,
  /^magistral/,
  /^qwq/,
  /^kimi-k2-thinking/,
  /^sonar-(reasoning|deep-research)/,
];
