import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')

const guide = read('docs/add-a-dialect.md')
const listed = [...guide.matchAll(/^\| `([^`]+)`/gm)].map(([, file]) => file!)

/** A table that does not compile without an entry for each dialect. */
const TABLE = /: Record<(Caller)?Dialect,/

it('the guide to a new dialect names every file with a table by dialect', () => {
  const sources = globSync('{apps,packages}/*/src/**/*.ts', { cwd: REPOSITORY })
  const withTable = sources.filter((file) => !file.endsWith('.test.ts') && TABLE.test(read(file)))
  expect(withTable.length).toBeGreaterThan(0)
  expect(withTable.filter((file) => !listed.includes(file))).toEqual([])
})

it('the guide to a new dialect counts its files correctly, and each of them names a dialect', () => {
  expect(guide).toContain(`## Files outside its folder: ${listed.length}\n`)
  expect(listed.filter((file) => !/gemini/i.test(read(file)))).toEqual([])
})
