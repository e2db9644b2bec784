import { readFileSync } from 'node:fs'
import { OPERATIONS } from '@gptget/api'
import { expect, it } from 'vitest'

/** The first column of the table of limits: operations in backticks. `* /v1/x…` means all paths with this prefix. */
const documented = (): string[] => {
  const text = readFileSync(new URL('../docs/limits.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  return rows.flatMap((row) =>
    [...row.split(' | ')[0]!.matchAll(/`([A-Z*]+ [^`]+)`/g)].map(([, name]) => name!),
  )
}

const covers = (entry: string, operation: string): boolean =>
  entry.startsWith('* ') ? operation.includes(entry.slice(1).replace('…', '')) : entry === operation

it('the page of limits has each public operation exactly once, and no others', () => {
  const operations = OPERATIONS.map(({ route, path }) => `${route.split(' ')[0]} ${path}`)
  const entries = documented()
  const isOnce = (operation: string) => entries.filter((entry) => covers(entry, operation)).length === 1
  expect(operations.filter((operation) => !isOnce(operation))).toEqual([])
  const isReal = (entry: string) => operations.some((operation) => covers(entry, operation))
  expect(entries.filter((entry) => !isReal(entry))).toEqual([])
})

it('the page of limits has the error of a reached limit in every operation with a key', () => {
  const unlimited = OPERATIONS.filter(
    ({ isOpen, errors }) => isOpen !== true && !errors.includes('rate_limit_exceeded'),
  )
  expect(unlimited.map(({ route }) => route)).toEqual([])
})
