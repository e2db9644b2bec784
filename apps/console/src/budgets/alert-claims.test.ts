import { migrate, openDatabase, withTransaction } from '@gptget/postgres'
import { createTestDatabase } from '@gptget/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from '../db/schema/index.ts'
import { claimAlerts, forgetAlerts, markTold } from './alert-claims.ts'

const NOW = new Date('2026-11-30T12:00:00Z')
const ALERT = { organizationId: 'org', month: '2026-11' }

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME })
  await migrate(db, migrations, { schema: SCHEMA_NAME })
  await sql`insert into organization (id, name, slug, "createdAt", "accountId")
    values ('org', 'Org', 'org', now(), 'acct')`.execute(db)
  await db.insertInto('budgets').values({ organization_id: 'org', amount_cents: 100 }).execute()
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const claim = (amountCents: number, percents: readonly number[]) =>
  claimAlerts({ db, now: () => NOW }, { ...ALERT, amountCents, percents })

it('a check that read the budget before it changed sends no alert after the change', async () => {
  expect(await claim(100, [50, 80])).toEqual([50, 80])
  await markTold({ db, now: () => NOW }, { ...ALERT, percents: [50, 80] })
  await withTransaction(db, async (tx) => {
    await tx.updateTable('budgets').set({ amount_cents: 200 }).execute()
    await forgetAlerts(tx, { organizationId: 'org', reached: [50] })
  })
  expect(await claim(100, [50, 80])).toEqual([])
  expect(await claim(200, [50])).toEqual([])
  expect(await claim(200, [50, 80])).toEqual([80])
})
