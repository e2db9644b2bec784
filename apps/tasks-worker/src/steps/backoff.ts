const FIRST_MS = 1_000
const LONGEST_MS = 60_000

/** The wait after a number of failed attempts. */
export const backoffMs = (attempts: number, longestMs = LONGEST_MS): number =>
  Math.min(longestMs, FIRST_MS * 2 ** Math.min(attempts, 10))
