import { migrate, openDatabase } from '@gptget/postgres'
import { createTestDatabase } from '@gptget/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from '../db/schema/index.ts'
import { forgetOld } from './forget-old.ts'

const NOW = Date.parse('2026-11-29T00:00:00Z')
const daysAgo = (days: number): Date => new Date(NOW - days * 86_400_000)

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Database

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME })
  await migrate(db, migrations, { schema: SCHEMA_NAME })
  // The rows of computers do not matter here.
  await sql`alter table computer_events drop constraint computer_events_computer_id_fkey`.execute(db)
  await sql`alter table computer_actions drop constraint computer_actions_computer_id_fkey`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const names = { computer_id: 'one', account_id: 'acct' }
const counts = async (): Promise<number[]> => {
  const events = await db.selectFrom('computer_events').select('seq').execute()
  const actions = await db.selectFrom('computer_actions').select('action').execute()
  return [events.length, actions.length]
}

it('events are deleted after 30 days and actions after 90, in any number', async () => {
  const event = { ...names, type: 'computer.frozen', data: '{}' }
  const action = {
    ...names,
    key_id: 'key',
    request_id: 'request',
    action: 'click',
    detail: '',
    outcome: 'done',
  }
  const events = Array.from({ length: 6_000 }, () => ({ ...event, created_at: daysAgo(31) }))
  await db
    .insertInto('computer_events')
    .values([...events, { ...event, created_at: daysAgo(29) }])
    .execute()
  const actions = [91, 89, 31].map((days) => ({ ...action, created_at: daysAgo(days) }))
  await db.insertInto('computer_actions').values(actions).execute()
  expect(await counts()).toEqual([6_001, 3])
  expect(await forgetOld({ db, now: () => NOW })).toBe(6_001)
  expect(await counts()).toEqual([1, 2])
})
