import { expect, it } from 'vitest'
import { pollWaitMs } from './poll-wait.ts'

const DAY_MS = 86_400_000
const now = new Date(Date.UTC(2026, 0, 1))

/** The wait of a task that usually takes a minute and is polled every ten seconds. */
const waitAt = (ageMs: number, { stretch = 1, deadlineMs = DAY_MS } = {}): number => {
  const begunAt = new Date(now.getTime() - ageMs)
  const task = {
    poll_ms: 10_000,
    usual_ms: 60_000,
    submitted_at: begunAt,
    created_at: begunAt,
    deadline_at: new Date(now.getTime() + deadlineMs),
  }
  return pollWaitMs(task, { now, longestMs: 30_000, stretch })
}

it('the poller asks at its usual pace, and less often beyond the usual time of such tasks', () => {
  expect([0, 55_000, 60_000, 120_000, 600_000].map((ageMs) => waitAt(ageMs))).toEqual([
    10_000, 10_000, 10_000, 20_000, 30_000,
  ])
})

it('the poller stretches waits, but sleeps through neither the usual end of a task nor its deadline', () => {
  expect(waitAt(20_000, { stretch: 3 })).toBe(30_000)
  expect(waitAt(20_000, { stretch: 40 })).toBe(40_000)
  expect(waitAt(600_000, { stretch: 40 })).toBe(1_200_000)
  expect(waitAt(600_000, { stretch: 40, deadlineMs: 90_000 })).toBe(90_000)
})
