/** Callers may return slightly early: clocks and networks differ. */
const EARLY_MS = 100
/** The longest time until promised quota returns: by then everything used has left the window. */
const LIFE_MS = 62_000
const MOST_PROMISES = 100

/** When refused callers were told to return, earliest first. */
export type Promises = readonly number[]

export const forgetStale = (promises: Promises, nowMs: number): Promises =>
  promises.filter((atMs) => atMs + LIFE_MS > nowMs)

export const promise = (promises: Promises, atMs: number): Promises =>
  [...promises, atMs].toSorted((a, b) => a - b).slice(0, MOST_PROMISES)

/** Whether a caller who was told to return by now has not been served yet. */
export const isDue = (promises: Promises, nowMs: number): boolean =>
  promises.length > 0 && promises[0]! <= nowMs + EARLY_MS

/** One of those who returned was served. */
export const keepPromise = (promises: Promises, nowMs: number): Promises =>
  isDue(promises, nowMs) ? promises.slice(1) : promises
