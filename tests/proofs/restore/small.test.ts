import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { findOperatorPostgres, NEEDS_POSTGRES } from './operator-postgres.ts'
import { proveRestore } from './prove-restore.ts'

afterAll(closeCalls)

const binaries = findOperatorPostgres()

/** The full drill is `npm run deploy:test -- restore`. */
describe.skipIf(binaries === null)(
  `a backup${binaries === null ? ` — NOT RUN: ${NEEDS_POSTGRES}` : ''}`,
  () => {
    it(
      'has every charge once after it is restored into an empty platform',
      { timeout: 180_000 },
      async () => {
        const checks = await proveRestore({
          binaries: binaries!,
          answers: 8,
          mode: 'in-process',
          report: () => {},
        })
        expect(checks.flatMap(({ name, breaches }) => breaches.map((each) => `${name}: ${each}`))).toEqual([])
      },
    )
  },
)
