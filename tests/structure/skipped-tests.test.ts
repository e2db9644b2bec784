import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** A test that does not apply is omitted from its table; one that cannot run here is not defined. */
const SKIPPED = /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails)\b/

/**
 * Skipped if the machine lacks something: namespaces for desktops, a cluster for a warm pool, a mount for a full disk,
 * Postgres's tools to restore a dump, the repository's history for the previous version.
 */
const MAY_SKIP = [
  'apps/computers/tests/drivers',
  'apps/computers/tests/warm-pool',
  'tests/computers/',
  'tests/proofs/agent/',
  'tests/proofs/computers/',
  'tests/proofs/restore/',
  'tests/proofs/upgrade/',
  'tests/full-disk.test.ts',
]

it('no test is marked as skip, todo or only', () => {
  const files = globSync('{apps,packages,infra,tests,bench}/**/*.test.ts', {
    cwd: REPOSITORY,
    exclude: (name) => name === 'node_modules',
  })
  expect(files.length).toBeGreaterThan(200)
  const others = files.filter((file) => !MAY_SKIP.some((allowed) => file.startsWith(allowed)))
  expect(others.filter((file) => SKIPPED.test(readFileSync(path.join(REPOSITORY, file), 'utf8')))).toEqual([])
})
