import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { findOutsideFiles, INSIDE_ONLY } from '../platform/outside-files.ts'

const TESTS = path.resolve(import.meta.dirname, '..')

it('names only test files that start a platform as those that need its inside', () => {
  const named = Object.values(INSIDE_ONLY).flat()
  expect(new Set(named).size).toBe(named.length)
  expect(named.filter((file) => !existsSync(path.join(TESTS, file)))).toEqual([])
  const startsNone = named.filter(
    (file) => !/\b(?:use|start)\w*\(/.test(readFileSync(path.join(TESTS, file), 'utf8')),
  )
  expect(startsNone).toEqual([])
})

it('runs most test files of the platform against one from outside', () => {
  const outside = findOutsideFiles()
  expect(outside).toContain('tests/dialect-surfaces.test.ts')
  expect(outside.length).toBeGreaterThan(2 * Object.values(INSIDE_ONLY).flat().length)
})
