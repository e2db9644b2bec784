import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { proveUpgrade } from './prove-upgrade.ts'
import { installVersionBefore, whyNoVersionBefore } from './version-before.ts'

afterAll(closeCalls)

const reason = await whyNoVersionBefore()

/** The test with two processes of each service, a desktop and the downgrade is `npm run deploy:test -- upgrade`. */
describe.skipIf(reason !== null)(`an upgrade${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
  it(
    'replaces every service of the version before, and callers notice nothing',
    { timeout: 900_000 },
    async () => {
      const checks = await proveUpgrade({
        before: await installVersionBefore(),
        processes: 1,
        callers: 2,
        hasDesktop: false,
        goesBack: false,
        report: () => {},
      })
      expect(checks.flatMap(({ name, breaches }) => breaches.map((each) => `${name}: ${each}`))).toEqual([])
    },
  )
})
