import { expect, it } from 'vitest'
import { startSweeper } from './sweeper.ts'

it('a sweeper sweeps again after a failed sweep, and stops when the running one has ended', async () => {
  const failures: unknown[] = []
  const second = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  let count = 0
  const sweeper = startSweeper({
    intervalMs: 1,
    startsAtOnce: true,
    sweep: async () => {
      count += 1
      if (count === 1) throw new Error('the first fails')
      second.resolve()
      await mayEnd.promise
    },
    onError: (error) => failures.push(error),
  })
  await second.promise
  let isStopped = false
  const stopped = sweeper.stop().then(() => (isStopped = true))
  await Promise.resolve()
  expect(isStopped).toBe(false)
  mayEnd.resolve()
  await stopped
  expect([count, failures]).toEqual([2, [new Error('the first fails')]])
})
