import { createTestDatabase, type TestDatabase } from '@gptget/testkit'
import { sql, type Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backfill, buildIndex, isDataRefused, migrate, openDatabase, type Migrations } from '../src/index.ts'

type Schema = { counters: { id: number; n: bigint } }

const run =
  (...statements: string[]) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  }

const migrations: Migrations = {
  '0001-first': { up: run(`create table counters (id int primary key, n bigint not null)`) },
  '0002-second': { up: run(`insert into counters values (1, 0), (2, 0)`) },
}

let database: TestDatabase
let opened: Kysely<Schema>[] = []
const open = (): Kysely<Schema> => {
  const db = openDatabase<Schema>(database.url, { schema: 'app', statementTimeoutMs: 1_500 })
  opened.push(db)
  return db
}
const apply = (db: Kysely<Schema>, steps: Migrations): Promise<void> => migrate(db, steps, { schema: 'app' })
const rows = (db: Kysely<Schema>) => db.selectFrom('counters').selectAll().orderBy('id').execute()

beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(opened.map((db) => db.destroy()))
  opened = []
  await database.drop()
})

describe('migrate', () => {
  it('applies each step once if several processes start at the same moment', async () => {
    const starters = Array.from({ length: 4 }, open)
    await Promise.all(starters.map((db) => apply(db, migrations)))
    expect(await rows(starters[0]!)).toEqual([
      { id: 1, n: 0n },
      { id: 2, n: 0n },
    ])
  })

  it('throws the error of a step and leaves nothing of it', async () => {
    const db = open()
    const broken: Migrations = {
      ...migrations,
      '0003-broken': { up: run(`insert into counters values (1, 0)`) },
    }
    await expect(apply(db, broken)).rejects.toSatisfy(isDataRefused)
    await apply(db, migrations)
  })

  it('lets the previous version start again beside the next one, whose steps it does not know', async () => {
    const db = open()
    await apply(db, { ...migrations, '0003-next': { up: run(`alter table counters add column note text`) } })
    await apply(db, migrations)
    expect((await rows(db)).length).toBe(2)
  })

  it('refuses tables from another line of versions', async () => {
    const db = open()
    await apply(db, { ...migrations, '0001-other': { up: run(`select 1`) } })
    await expect(apply(db, migrations)).rejects.toThrow('applied and are not here: 0001-other')
    const { '0001-first': first, ...others } = migrations
    await expect(apply(db, { ...others, '0001-aside': first!, '0001-other': first! })).rejects.toThrow(
      /not here: 0001-first|before 0001-aside/,
    )
  })

  it('gives a step as much time as it needs, above the limit of other statements', async () => {
    const db = open()
    await apply(db, { ...migrations, '0003-slow': { up: run(`select pg_sleep(2)`) } })
    await expect(sql`select pg_sleep(2)`.execute(db)).rejects.toThrow('statement timeout')
  })

  it('builds an index while rows are written, and while other processes wait to start', async () => {
    const [db, ...others] = [open(), open(), open()] as const
    await apply(db, migrations)
    const steps: Migrations = {
      ...migrations,
      '0003-index': {
        runsInTransaction: false,
        up: async (connection) => {
          // The remains of an interrupted attempt: an index that Postgres does not use.
          await run(`create index counters_n on counters (n)`)(connection)
          await run(`update pg_index set indisvalid = false where indexrelid = 'counters_n'::regclass`)(
            connection,
          )
          await buildIndex(connection, 'counters_n', 'on counters (n)')
        },
      },
    }
    // It must end before the index can be built; the processes that wait for their turn must not wait in the same
    // queue.
    const writer = open()
      .transaction()
      .execute(async (tx) => {
        await sql`update counters set n = 5`.execute(tx)
        await sql`select pg_sleep(0.7)`.execute(tx)
      })
    await Promise.all([writer, apply(db, steps), ...others.map((other) => apply(other, steps))])
    const { rows: valid } =
      await sql`select indisvalid from pg_index where indexrelid = 'counters_n'::regclass`.execute(db)
    expect(valid).toEqual([{ indisvalid: true }])
  })

  it('waits for a lock without making others wait behind it', async () => {
    const [db, reader, other] = [open(), open(), open()] as const
    await apply(db, migrations)
    const isReading = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const longRead = reader.transaction().execute(async (tx) => {
      await sql`select * from counters`.execute(tx)
      isReading.resolve()
      await mayEnd.promise
    })
    await isReading.promise
    const migrating = apply(db, {
      ...migrations,
      '0003-column': { up: run(`alter table counters add column note text`) },
    })
    await expect
      .poll(
        async () =>
          (
            await sql`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(other)
          ).rows.length,
      )
      .toBe(1)
    // Behind the step that waits for the reader; Postgres would let it wait as long as both.
    await sql`update counters set n = 1`.execute(other)
    mayEnd.resolve()
    await Promise.all([longRead, migrating])
    expect(await rows(db)).toMatchObject([{ note: null }, { note: null }])
  })
})

it('fills old rows in small batches, each once', async () => {
  const db = open()
  await apply(db, migrations)
  await sql`insert into counters select i, i % 2 from generate_series(3, 103) i`.execute(db)
  const filled = { table: 'counters', key: 'id', set: 'n = n + 10', where: 'n = 1', batchRows: 7 }
  await backfill(db as unknown as Kysely<unknown>, filled)
  expect((await rows(db)).filter(({ n }) => n === 11n)).toHaveLength(51)
  expect((await rows(db)).filter(({ n }) => n === 1n)).toHaveLength(0)
})
