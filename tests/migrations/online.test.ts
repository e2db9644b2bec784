import { backfill, buildIndex, openDatabase, type Migration, type Migrations } from '@gptget/postgres'
import { createTestDatabase } from '@gptget/testkit'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVICES } from '../../infra/host/src/services.ts'
import { findLocking } from './find-locking.ts'

/** The last step of each schema before the first release. Later steps run on full tables. */
const FIRST_RELEASE: Record<string, string> = {
  billing: '0010-realtime-receipts',
  tasks: '0005-webhooks',
  media: '0002-shapes',
  computers: '0003-runs',
  realtime: '0001-sessions',
  console: '0001-people',
}

let database: Awaited<ReturnType<typeof createTestDatabase>>
const opened: Kysely<unknown>[] = []
let count = 0
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await Promise.all(opened.map((db) => db.destroy()))
  await database.drop()
})

const judge = async (schema: string, before: Migrations, name: string, migration: Migration) => {
  // A schema for each step, with its name.
  const own = `${schema}_${(count += 1)}`
  const db = openDatabase<unknown>(database.url, { schema: own, maxConnections: 2 })
  opened.push(db)
  return findLocking(db, { schema: own, before, name, migration })
}

const step = (...statements: string[]): Migration => ({
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
})

const ORDERS: Migrations = {
  '0001-orders': step(
    `create table orders (id bigint primary key, note text, amount integer not null default 0, paid boolean)`,
  ),
}
const judgeOrders = (migration: Migration): Promise<string[]> =>
  judge('orders', ORDERS, '0002-next', migration)

describe('every migration since the first release works online', () => {
  const services = SERVICES.filter(({ tables }) => tables !== undefined)

  it('has the state of each service at the first release', () => {
    expect(services.map(({ tables }) => tables).toSorted()).toEqual(Object.keys(FIRST_RELEASE).toSorted())
  })

  it.each(services.map(({ name, tables }) => [name, tables!]))(
    '%s',
    { timeout: 60_000 },
    async (name, schema) => {
      const { migrations } = (await import(`../../apps/${name}/src/db/migrations/index.ts`)) as {
        migrations: Migrations
      }
      const names = Object.keys(migrations).toSorted()
      expect(names).toContain(FIRST_RELEASE[schema])
      const later = names.filter((each) => each > FIRST_RELEASE[schema]!)
      const faults = await Promise.all(
        later.map((each) => {
          const before = Object.fromEntries(Object.entries(migrations).filter(([other]) => other < each))
          return judge(schema, before, each, migrations[each]!)
        }),
      )
      expect(faults.flat()).toEqual([])
    },
  )
})

describe('a migration is refused that', () => {
  it.each([
    [
      'builds an index while writes are blocked',
      `create index orders_paid on orders (paid)`,
      'reads all of orders',
    ],
    ['fills old rows in one transaction', `update orders set paid = true`, 'reads all of orders'],
    [
      'checks old rows under its lock',
      `alter table orders add constraint sane check (amount >= 0)`,
      'reads all of orders',
    ],
    ['writes a table anew', `alter table orders alter column amount type bigint`, 'writes orders anew'],
    [
      'gives each old row a value of its own',
      `alter table orders add column token uuid default gen_random_uuid()`,
      'writes orders anew',
    ],
    ['takes a column away', `alter table orders drop column note`, 'takes orders.note away'],
    ['renames a column', `alter table orders rename column note to comment`, 'takes orders.note away'],
    ['takes a table away', `drop table orders`, 'takes orders away'],
    [
      'wants what the version before does not write',
      `alter table orders add column owner text not null`,
      'wants orders.owner',
    ],
    ['takes a default away', `alter table orders alter column amount drop default`, 'wants orders.amount'],
    [
      'refuses what the version before may write',
      `alter table orders add constraint sane check (amount >= 0) not valid`,
      'refuses by sane',
    ],
  ])('%s', async (_, statement, fault) => {
    expect(await judgeOrders(step(statement))).toEqual(
      expect.arrayContaining([expect.stringContaining(fault)]),
    )
  })

  it('locks outside of a transaction', async () => {
    const faults = await judgeOrders({
      ...step(`create index orders_paid on orders (paid)`),
      runsInTransaction: false,
    })
    expect(faults).toEqual([expect.stringContaining('create index orders_paid')])
  })
})

describe('a migration is accepted that', () => {
  it.each([
    ['adds a table', step(`create table refunds (id bigint primary key, order_id bigint references orders)`)],
    [
      'adds a column',
      step(`alter table orders add column owner text, add column tries integer not null default 0`),
    ],
    [
      'says that it contracts',
      { ...step(`alter table orders drop column note`), contracts: 'unread since 0.2.0' },
    ],
    [
      'builds an index beside writers, and fills old rows bit by bit',
      {
        runsInTransaction: false,
        up: async (db) => {
          await buildIndex(db, 'orders_paid', 'on orders (paid)')
          await backfill(db, { table: 'orders', key: 'id', set: 'paid = false', where: 'paid is null' })
        },
      },
    ],
  ] satisfies [string, Migration][])('%s', async (_, migration) => {
    expect(await judgeOrders(migration)).toEqual([])
  })
})
