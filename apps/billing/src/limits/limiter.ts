import type { LimitGrant, LimitRequest } from '@gptget/bus'
import { emptyWindow, forgetOld, takeFromWindow, type SlidingWindow } from './sliding-window.ts'

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
  return {
    take(request) {
      const before = windows.get(request.bucket) ?? emptyWindow()
      const { grant, window } = takeFromWindow(before, request, nowMs())
      windows.set(request.bucket, window)
      return grant
    },
    prune() {
      const now = nowMs()
      for (const [bucket, window] of windows)
        if (forgetOld(window, now).slots.length === 0) windows.delete(bucket)
    },
    size: () => windows.size,
  }
}
