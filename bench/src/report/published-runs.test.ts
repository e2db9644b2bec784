import { expect, it } from 'vitest'
import { addRun, publishLong } from './published-runs.ts'

const facts = { date: '2026-11-28T00:00:00.000Z', commit: 'abc', machine: { cores: 2 }, node: '24' }
const MIB = 1024 ** 2

const long = publishLong(facts, [
  {
    id: 'ours',
    title: 'GptGet',
    version: '1',
    status: 'measured',
    reason: null,
    run: {
      minutes: 10.123456,
      answered: 123_456_789,
      failures: [],
      samples: [100, 300, 200].map((mebi, index) => ({
        atMs: index,
        bytes: mebi * MIB,
        byProcess: { router: (mebi / 2) * MIB },
      })),
      growthPerMinute: MIB / 3,
    },
  },
])

it('the summary of published runs stores the first, last and highest memory of a long run', () => {
  expect(long.targets[0]).toMatchObject({
    summary: {
      memoryMiB: { first: 100, last: 200, most: 300 },
      memoryMiBByProcess: { router: { first: 50, last: 100 } },
    },
  })
})

it('the summary of published runs keeps earlier runs, with a line for each target and four significant digits', () => {
  const once = addRun('', long)
  const twice = addRun(once, { ...long, kind: 'latest' })
  const runs = JSON.parse(twice) as (typeof long)[]
  expect(runs.map(({ kind }) => kind)).toEqual(['long', 'latest'])
  expect(twice).toContain(once.slice(2, -3))
  expect(twice.split('\n').filter((line) => line.includes('"id":"ours"'))).toHaveLength(2)
  expect(runs[0]!.targets[0]).toMatchObject({
    summary: { minutes: 10.12, answered: 123_456_789, growthMiBPerMinute: 0.3333 },
  })
})
