import type { LimitGrant, LimitRequest, LimitState, LimitTake } from '@gptget/contracts'
import { forgetStale, isDue, keepPromise, promise } from './promises.ts'
import type { Promises } from './promises.ts'
import {
  addToWindow,
  emptyWindow,
  expectsReturns,
  forgetOld,
  forgetReturns,
  freeOf,
  stateOf,
} from './sliding-window.ts'
import type { SlidingWindow } from './sliding-window.ts'

/** Keeps all limits in memory of this process. */
export type Limiter = {
  take(request: LimitRequest): LimitGrant
  /** Removes limits without use in the last minute. */
  prune(): void
  size(): number
}

/** @param nowMs a clock that never goes back */
export const createLimiter = (nowMs: () => number): Limiter => {
  const windows = new Map<string, SlidingWindow>()
  const promises = new Map<string, Promises>()
  const windowOf = (bucket: string, now: number) => forgetOld(windows.get(bucket) ?? emptyWindow(), now)
  const promisesOf = (bucket: string, now: number) => forgetStale(promises.get(bucket) ?? [], now)
  const correct = ({ bucket, amount, returned = 0 }: LimitRequest['corrections'][number], now: number) => {
    if (amount === 0 && returned === 0) return
    windows.set(bucket, addToWindow(forgetReturns(windowOf(bucket, now), returned), amount, now))
  }
  const grant = ({ bucket, returns }: LimitTake, amount: number, now: number) => {
    if (amount === 0) return
    windows.set(bucket, addToWindow(windowOf(bucket, now), amount, now, returns))
    if (promises.has(bucket)) promises.set(bucket, keepPromise(promisesOf(bucket, now), now))
  }
  /** Lets callers wait who return on time, and tells the others when to return. */
  const refuse = (states: readonly LimitState[], takes: readonly LimitTake[], now: number): boolean => {
    const inTheWay = takes.filter((_, index) => states[index]!.retryAfterMs > 0)
    // Quota that leaves the window needs no release: no request has to wait for it.
    const isEstimate = inTheWay.some(({ bucket }) => expectsReturns(windowOf(bucket, now)))
    if (inTheWay.every(({ bucket }) => isDue(promisesOf(bucket, now), now))) return true
    if (!isEstimate) return false
    const atMs = now + Math.max(...states.map(({ retryAfterMs }) => retryAfterMs))
    for (const { bucket } of inTheWay) promises.set(bucket, promise(promisesOf(bucket, now), atMs))
    return false
  }
  return {
    take({ takes, corrections }) {
      const now = nowMs()
      for (const correction of corrections) correct(correction, now)
      const free = takes.map(({ bucket, perMinute }) => freeOf(windowOf(bucket, now), perMinute))
      const isGranted = takes.every(({ need }, index) => free[index]! >= need)
      const granted = takes.map((take, index) => (isGranted ? sizeGrant(take, free[index]!) : 0))
      takes.forEach((take, index) => grant(take, granted[index]!, now))
      const states = takes.map((take, index) => ({
        granted: granted[index]!,
        ...stateOf(windowOf(take.bucket, now), take, isGranted, now),
      }))
      return { isGranted, isDue: !isGranted && refuse(states, takes, now), states }
    },
    prune() {
      const now = nowMs()
      for (const [bucket, window] of windows)
        if (forgetOld(window, now).slots.length === 0) windows.delete(bucket)
      for (const bucket of promises.keys()) if (promisesOf(bucket, now).length === 0) promises.delete(bucket)
    },
    size: () => windows.size,
  }
}

/** The needed amount, and of the wanted amount an eighth of what is free. */
const sizeGrant = ({ need, want }: LimitTake, free: number): number =>
  Math.max(need, Math.min(want, Math.floor(free / 8)))
