import { workFor } from '@gptget/callers'
import { createTestDatabase } from '@gptget/testkit'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockAccount, openDatabase, withTransaction } from '../src/index.ts'

type Schema = { things: { id: number } }
const QUERIES = 200
const MOST_BEFORE = 20

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Kysely<Schema>
beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase<Schema>(database.url, { maxConnections: 4, connectTimeoutMs: 60_000 })
  await sql`create table things (id int generated always as identity primary key)`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

/** Creates a thing, if there is a place for it. */
const create = (): Promise<boolean> =>
  withTransaction(db, async (tx) => {
    await lockAccount(tx, 'account', 'things')
    const { count } = await tx
      .selectFrom('things')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= 3) return false
    await sql`insert into things default values`.execute(tx)
    return true
  })

describe('connections', () => {
  it.each([
    ['a query', () => sql`select 1`.execute(db)],
    ['a transaction', () => withTransaction(db, (tx) => sql`select 1`.execute(tx))],
  ])('go to %s of another caller before the many of one', async (_, ask) => {
    let done = 0
    const many = workFor('greedy', () =>
      Promise.all(
        Array.from({ length: QUERIES }, async () => {
          await sql`select pg_sleep(0.005)`.execute(db)
          done += 1
        }),
      ),
    )
    await workFor('modest', ask)
    const doneBefore = done
    await ask()
    expect(doneBefore).toBeLessThan(MOST_BEFORE)
    await many
    expect(done).toBe(QUERIES)
  })
})

describe('a lock on an account', () => {
  it('lets as many be created as there are places, however many are asked for at once', async () => {
    const created = await Promise.all(Array.from({ length: 20 }, create))
    expect(created.filter(Boolean)).toHaveLength(3)
  })
})
