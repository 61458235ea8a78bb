import { createRouter } from "llmux";

const router = createRouter({ models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] } });
const serve = router.handler({ authenticate: false });

/** A function behind a function URL or an API gateway (payload format 2.0). */
export async function handler({ rawPath, requestContext, headers, body }) {
  const { method } = requestContext.http;
  const response = await serve(`https://function.invalid${rawPath}`, { method, headers, body });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
