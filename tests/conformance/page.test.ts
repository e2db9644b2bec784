import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { currentPage, PAGE } from './read-grid.ts'

it('docs/conformance.md matches these tests (`npm run conformance` writes it)', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(await currentPage())
})
