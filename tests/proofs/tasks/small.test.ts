import { expect, it } from 'vitest'
import { proveTasks } from './prove-tasks.ts'

/** The full proof is `npm run prove:tasks`. */
it('tasks survive failing providers and a kill of every process', { timeout: 180_000 }, async () => {
  const { checks, tasks, outages } = await proveTasks({
    seed: 7,
    tasks: 40,
    atOnce: 12,
    replicas: 1,
    killMs: 6_000,
    pauseMs: [600, 1_500],
    awayMs: [200, 800],
    hasS3: false,
    timeoutMs: 90_000,
    report: () => {},
  })
  expect(checks.filter(({ breaches }) => breaches.length > 0)).toEqual([])
  expect(tasks).toHaveLength(40)
  expect(outages.length).toBeGreaterThan(2)
})
