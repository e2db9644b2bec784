import { expect, it } from 'vitest'
import { readinessOf, reasonOf, unless } from './health.ts'

it('a service with a failed check is not ready, and says why', async () => {
  const checks = {
    bus: () => unless(true, 'not said'),
    accepting: () => unless(false, 'It is stopping.'),
    postgres: () => Promise.reject(new Error('password authentication failed')),
    storage: () => {
      throw new Error('EACCES: permission denied')
    },
  }
  expect(await readinessOf(checks)).toEqual({
    status: 'not ready',
    code: 503,
    checks: { bus: true, accepting: false, postgres: false, storage: false },
    reasons: {
      accepting: 'It is stopping.',
      postgres: 'password authentication failed',
      storage: 'EACCES: permission denied',
    },
  })
  expect(await readinessOf({ bus: checks.bus })).toMatchObject({ status: 'ready', code: 200, reasons: {} })
})

it('a reason is never empty', () => {
  const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('')])
  expect(reasonOf(refused)).toBe('connect ECONNREFUSED ::1:5432 Error')
  expect(reasonOf('odd')).toBe('odd')
})
