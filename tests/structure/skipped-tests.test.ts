import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** A test that does not apply is left out of its table; one that cannot run here is not defined. */
const SKIPPED = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails)\b/

/**
 * Desktops need namespaces, and a full disk needs a mount of its own: where the machine refuses them these are skipped.
 */
const MAY_SKIP = [
  'apps/computers/tests/drivers',
  'tests/computers/',
  'tests/proofs/agent/',
  'tests/proofs/computers/',
  'tests/full-disk.test.ts',
]

it('no test is skipped, left for later or the only one that runs', () => {
  const files = globSync('{apps,packages,infra,tests,bench}/**/*.test.ts', {
    cwd: REPOSITORY,
    exclude: (name) => name === 'node_modules',
  })
  expect(files.length).toBeGreaterThan(200)
  const others = files.filter((file) => !MAY_SKIP.some((allowed) => file.startsWith(allowed)))
  expect(others.filter((file) => SKIPPED.test(readFileSync(path.join(REPOSITORY, file), 'utf8')))).toEqual([])
})
