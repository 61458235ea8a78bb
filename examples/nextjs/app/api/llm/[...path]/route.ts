import { router } from "../../../../lib/router";

/** Who may ask: here, pages of this site. A real application looks at its session. */
function authenticate(request: Request) {
  return request.headers.get("sec-fetch-site") === "same-origin" ? { tenant: "web", models: ["chat"] } : null;
}

export const { GET, HEAD, POST, OPTIONS } = router.handler({ authenticate });
