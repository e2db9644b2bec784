import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isAffected } from './check-go.ts'
import { findWithoutHash } from './check-lockfile.ts'
import { readAudit } from './check-npm.ts'

const MODULE = 'example.org/server'
const entryOf = (...events: { introduced?: string; fixed?: string }[]) => ({
  id: 'GO-0',
  summary: '',
  affected: [{ package: { name: MODULE }, ranges: [{ type: 'SEMVER', events }] }],
})

describe('an entry of the vulnerability database', () => {
  it.each([
    ['2.11.14', true],
    ['2.11.15', false],
    ['2.12.0-RC.1', true],
    ['2.12.5', true],
    ['2.12.6', false],
    ['2.15.1', false],
  ])('with two ranges affects %s: %s', (version, expected) => {
    const entry = entryOf(
      { introduced: '0' },
      { fixed: '2.11.15' },
      { introduced: '2.12.0-RC.1' },
      { fixed: '2.12.6' },
    )
    expect(isAffected(entry, MODULE, version)).toBe(expected)
    expect(isAffected(entry, 'example.org/other', version)).toBe(false)
  })

  it('without a fix affects every later version', () => {
    expect(isAffected(entryOf({ introduced: '2.0.0' }), MODULE, '9.0.0')).toBe(true)
  })
})

it('finds a hash for every package of our lockfile', async () => {
  const { count, without } = findWithoutHash(await readFile('pnpm-lock.yaml', 'utf8'))
  expect(without).toEqual([])
  expect(count).toBeGreaterThan(100)
})

it('reports a lockfile entry without a hash', () => {
  const text =
    "packages:\n  a@1.0.0:\n    resolution: {integrity: sha512-abc}\n  b@1.0.0:\n    resolution: {tarball: 'https://example.org/b.tgz'}\n"
  expect(findWithoutHash(text)).toEqual({ count: 2, without: ['b@1.0.0 has no sha512 in pnpm-lock.yaml'] })
})

it('distinguishes a registry that does not answer from one without findings', () => {
  expect(readAudit('', 'The audit endpoint responded with 405')).toEqual({
    status: 'unreachable',
    reason: 'responded with 405',
  })
  expect(readAudit('{"advisories":{}}', '').status).toBe('clean')
  const found = { module_name: 'a', severity: 'high', title: 'a hole', vulnerable_versions: '<2' }
  expect(readAudit(JSON.stringify({ advisories: { 1: found } }), '')).toMatchObject({
    status: 'affected',
    findings: ['a <2: high, a hole'],
  })
})
