import { createTestDatabase, startTestPostgres } from '@gptget/testkit'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { isDatabaseDown, migrate, openDatabase, withTransaction, type Migrations } from '../src/index.ts'

const migrations: Migrations = {
  '0001-first': {
    up: (db) =>
      sql`create table counters (id int primary key, n bigint not null)`.execute(db).then(() => undefined),
  },
  '0002-second': {
    up: (db) => sql`insert into counters values (1, 0), (2, 0)`.execute(db).then(() => undefined),
  },
}

type Schema = { counters: { id: number; n: bigint } }

describe('openDatabase', () => {
  it('reads bigint columns as bigints and numerics as exact text', async () => {
    const database = await createTestDatabase()
    const db = openDatabase(database.url)
    const { rows } = await sql`select 9007199254740993::bigint as big, 0.1::numeric as exact,
      array[9007199254740993, null]::bigint[] as many, array[]::bigint[] as none`.execute(db)
    expect(rows).toEqual([
      { big: 9007199254740993n, exact: '0.1', many: [9007199254740993n, null], none: [] },
    ])
    await db.destroy()
    await database.drop()
  })

  it('continues after a restart of Postgres, and recognizes the failure between', async () => {
    const postgres = await startTestPostgres()
    const lost: Error[] = []
    const db = openDatabase<Schema>(postgres.url, {
      connectTimeoutMs: 1_000,
      onConnectionLost: (error) => lost.push(error),
    })
    await sql`select 1`.execute(db)
    // A transaction whose connection breaks between two statements, while no caller waits for an answer.
    const halfway = db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await postgres.stop()
      await sql`select 2`.execute(tx)
    })
    await expect(halfway).rejects.toSatisfy(isDatabaseDown)
    await expect(sql`select 1`.execute(db)).rejects.toSatisfy(isDatabaseDown)
    expect(lost.length).toBeGreaterThan(0)
    await postgres.restart()
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
    await db.destroy()
    await postgres.stop()
  })
})

describe('withTransaction', () => {
  it('repeats a transaction that lost to another one', async () => {
    const database = await createTestDatabase()
    const db = openDatabase<Schema>(database.url, { schema: 'app' })
    await migrate(db, migrations, { schema: 'app' })
    let attempts = 0
    const bothLocked = Promise.withResolvers<void>()
    let locked = 0
    const addInOrder = (first: number, second: number) =>
      withTransaction(db, async (tx) => {
        attempts += 1
        await sql`update counters set n = n + 1 where id = ${first}`.execute(tx)
        locked += 1
        if (locked === 2) bothLocked.resolve()
        await bothLocked.promise
        await sql`update counters set n = n + 1 where id = ${second}`.execute(tx)
      })
    await Promise.all([addInOrder(1, 2), addInOrder(2, 1)])
    // One of the two lost at least once; more often on a busy machine.
    expect(attempts).toBeGreaterThan(2)
    expect((await db.selectFrom('counters').select('n').execute()).map((row) => row.n)).toEqual([2n, 2n])
    await db.destroy()
    await database.drop()
  })
})
