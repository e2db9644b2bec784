import type { LimitGrant, LimitRequest, LimitTake } from '@gptget/contracts'
import { addToWindow, emptyWindow, forgetOld, freeOf, stateOf, type SlidingWindow } from './sliding-window.ts'

/** Keeps all limits in memory of this process. */
export type Limiter = {
  take(request: LimitRequest): LimitGrant
  /** Drops limits of which nothing was used for a minute. */
  prune(): void
  size(): number
}

/** @param nowMs a clock that never goes back */
export const createLimiter = (nowMs: () => number): Limiter => {
  const windows = new Map<string, SlidingWindow>()
  const windowOf = (bucket: string, now: number) => forgetOld(windows.get(bucket) ?? emptyWindow(), now)
  const add = (bucket: string, amount: number, now: number) => {
    if (amount !== 0) windows.set(bucket, addToWindow(windowOf(bucket, now), amount, now))
  }
  return {
    take({ takes, corrections }) {
      const now = nowMs()
      for (const { bucket, amount } of corrections) add(bucket, amount, now)
      const free = takes.map(({ bucket, perMinute }) => freeOf(windowOf(bucket, now), perMinute))
      const isGranted = takes.every(({ need }, index) => free[index]! >= need)
      const granted = takes.map((take, index) => (isGranted ? sizeGrant(take, free[index]!) : 0))
      takes.forEach(({ bucket }, index) => add(bucket, granted[index]!, now))
      return {
        isGranted,
        states: takes.map((take, index) => ({
          granted: granted[index]!,
          ...stateOf(windowOf(take.bucket, now), take, isGranted, now),
        })),
      }
    },
    prune() {
      const now = nowMs()
      for (const [bucket, window] of windows)
        if (forgetOld(window, now).slots.length === 0) windows.delete(bucket)
    },
    size: () => windows.size,
  }
}

/** What is needed, and towards what is wanted an eighth of what is free. */
const sizeGrant = ({ need, want }: LimitTake, free: number): number =>
  Math.max(need, Math.min(want, Math.floor(free / 8)))
