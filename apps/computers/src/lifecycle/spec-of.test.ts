import { expect, it } from 'vitest'
import { limitsOf, withShortfalls } from './spec-of.ts'

const GIB = 1024 ** 3
const APPLIED = { cpus: 2, memoryBytes: GIB, pids: 1, diskBytes: 1, network: 'none', notes: [] } as const

it('a computer provides all resources of the type on a large machine', () => {
  const machine = { cpus: 64, memoryBytes: 256 * GIB }
  expect(limitsOf('4c8g', machine)).toMatchObject({ cpus: 4, memoryBytes: 8 * GIB, diskBytes: 8 * GIB })
  expect(withShortfalls(APPLIED, '4c8g', machine).notes).toEqual([])
})

it('a computer provides less on a small machine, and says so', () => {
  const machine = { cpus: 2, memoryBytes: 4 * GIB }
  expect(limitsOf('4c8g', machine)).toMatchObject({ cpus: 2, memoryBytes: Math.floor(4 * GIB * 0.6) })
  expect(withShortfalls(APPLIED, '4c8g', machine).notes).toEqual([
    'This host has 2 of 4 processors for it.',
    'This host has 2.4 of 8 GB of memory for it.',
  ])
})
