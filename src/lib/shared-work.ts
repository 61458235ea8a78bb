/**
 * Whether a call may wait for work that another call has begun. At the edge it may not: what a request has begun ends with it,
 * and whoever waits for it waits for ever.
 */
export const SHARED_WORK: boolean = true;
