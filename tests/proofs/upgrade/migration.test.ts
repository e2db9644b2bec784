import { expect, it } from 'vitest'
import { migrations } from '../../../apps/billing/src/db/migrations/index.ts'
import { measureMigration } from './measure-migration.ts'

/** Ten million charges are `npm run deploy:test -- upgrade`. */
it('charges are booked while every kind of migration runs', { timeout: 120_000 }, async () => {
  const checks = await measureMigration({ rowCount: 30_000, migrations, report: () => {} })
  expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
})
