export const SHARED_WORK: boolean = false;
