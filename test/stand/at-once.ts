/** Runs jobs, at most `limit` at a time; results in the order of the jobs. */
export async function atOnce<In, Out>(
  jobs: readonly In[],
  limit: number,
  run: (job: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) results[at] = await run(jobs[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, worker));
  return results;
}
