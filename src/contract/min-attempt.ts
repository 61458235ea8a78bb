/** Less of a call's time than this is not worth an attempt, in milliseconds. */
export const MIN_ATTEMPT_MS = 50;
