// Stands before the worker as the platform does, and leaves a request after `leave` milliseconds: then its I/O ends.
export default {
  async fetch(request, { main }) {
    const leave = new URL(request.url).searchParams.get("leave");
    if (leave === null) return main.fetch(request);
    try {
      return await main.fetch(request.url, { signal: AbortSignal.timeout(Number(leave)) });
    } catch {
      return new Response("left");
    }
  },
};
