import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { startStopwatch } from './start-stopwatch.ts'

const BUSY = 'const end = Date.now() + 400; while (Date.now() < end);'

// Only Linux counts it.
if (existsSync('/proc/pressure/cpu'))
  it('a stopwatch does not count the time in which programs wait for a processor', async () => {
    const elapsedMs = startStopwatch()
    const startedAtMs = performance.now()
    const programs = Array.from({ length: 2 * availableParallelism() }, () =>
      spawn(process.execPath, ['-e', BUSY]),
    )
    await Promise.all(programs.map((program) => once(program, 'exit')))
    expect(elapsedMs()).toBeLessThan(performance.now() - startedAtMs - 200)
  })

it('a stopwatch counts at most the time that passes', async () => {
  const startedAtMs = performance.now()
  const elapsedMs = startStopwatch()
  await once(spawn(process.execPath, ['-e', BUSY]), 'exit')
  expect(elapsedMs()).toBeLessThanOrEqual(performance.now() - startedAtMs)
})
