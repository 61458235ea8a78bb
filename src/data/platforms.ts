/**
 * Platforms that run a program in instances which come and go, by an environment variable that each sets: AWS's, Vercel's,
 * Google's (the container contract of Cloud Run), Netlify's and Microsoft's documentation of their runtimes.
 */
export const platforms: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: "AWS Lambda",
  VERCEL: "Vercel",
  NETLIFY: "Netlify",
  K_SERVICE: "Cloud Run",
  FUNCTIONS_WORKER_RUNTIME: "Azure Functions",
};
