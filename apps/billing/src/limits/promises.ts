/** Who is let wait comes a little early now and then: clocks and networks differ. */
const EARLY_MS = 100
/** As long may what was promised take to come back, at most: by then all that was used has left the window. */
const LIFE_MS = 62_000
const MOST_PROMISES = 100

/** When those who were refused were told to come back, soonest first. */
export type Promises = readonly number[]

export const forgetStale = (promises: Promises, nowMs: number): Promises =>
  promises.filter((atMs) => atMs + LIFE_MS > nowMs)

export const promise = (promises: Promises, atMs: number): Promises =>
  [...promises, atMs].toSorted((a, b) => a - b).slice(0, MOST_PROMISES)

/** Whether a caller was told to come back by now and has not been let through yet. */
export const isDue = (promises: Promises, nowMs: number): boolean =>
  promises.length > 0 && promises[0]! <= nowMs + EARLY_MS

/** One of those who came back was let through. */
export const keepPromise = (promises: Promises, nowMs: number): Promises =>
  isDue(promises, nowMs) ? promises.slice(1) : promises
