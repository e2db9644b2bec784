import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgres } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import {
  backfill,
  buildIndex,
  migrate,
  openDatabase,
  type Migration,
  type Migrations,
} from '@gptget/postgres'
import { sql } from 'kysely'
import { Client } from 'pg'
import { printTable, type Check } from '../table.ts'
import { fillLedger } from './fill-ledger.ts'
import { startWriters, type Writing } from './ledger-writers.ts'

const SCHEMA = 'billing'
const WRITERS = 4

const step = (statement: string): Migration => ({
  up: async (db) => {
    await sql.raw(statement).execute(db)
  },
})

/** Every kind of migration step that touches old rows of a ledger, each on its own. */
const STEPS: [what: string, name: string, migration: Migration][] = [
  [
    'add a column with a default',
    '9001-column',
    step(`alter table charges add column region text not null default 'home', add column settled_day date`),
  ],
  [
    'build an index',
    '9002-index',
    {
      runsInTransaction: false,
      up: (db) => buildIndex(db, 'charges_account_time', 'on charges (account_id, settled_at)'),
    },
  ],
  [
    'check old rows',
    '9003-check',
    {
      runsInTransaction: false,
      contracts: 'no version writes a charge without a product',
      up: async (db) => {
        await sql`alter table charges drop constraint if exists charge_has_product,
          add constraint charge_has_product check (product <> '') not valid`.execute(db)
        await sql`alter table charges validate constraint charge_has_product`.execute(db)
      },
    },
  ],
  [
    'fill a column of old rows',
    '9004-backfill',
    {
      runsInTransaction: false,
      up: (db) =>
        backfill(db, {
          table: 'charges',
          key: 'charge_id',
          set: `settled_day = (settled_at at time zone 'UTC')::date`,
          where: `settled_day is null and settled_at < now() - interval '1 day'`,
        }),
    },
  ],
]

/** The wrong way: no charge is booked while the index is built. */
const LOCKING_INDEX = `create index charges_product on charges (product)`

export type MigrationOptions = { rowCount: number; migrations: Migrations; report: (line: string) => void }

/** Runs every kind of step on a ledger of `rowCount` charges while more are booked, and measures the waiting times. */
export const measureMigration = async (options: MigrationOptions): Promise<Check[]> => {
  const { rowCount, migrations, report } = options
  const dataDir = await mkdtemp(
    path.join(process.env.GPTGET_TEST_RUN_DIRECTORY ?? tmpdir(), 'gptget-ledger-'),
  )
  await chmod(dataDir, 0o755)
  const cacheDir = resolveCacheDirectory(process.env)
  // As an operator runs it: committed data is on disk.
  const postgres = await startPostgres({ dataDir, cacheDir, auth: 'trust', fsync: true })
  const db = openDatabase(postgres.url, { schema: SCHEMA, maxConnections: 2 })
  const client = new Client({ connectionString: postgres.url, options: `-c search_path=${SCHEMA}` })
  try {
    await migrate(db, migrations, { schema: SCHEMA })
    await client.connect()
    await fillLedger(client, rowCount, report)
    const writers = await startWriters(postgres.url, WRITERS)
    const measured: [string, Writing & { tookMs: number }][] = []
    let applied = migrations
    for (const [what, name, migration] of STEPS) {
      applied = { ...applied, [name]: migration }
      measured.push([what, await writers.during(() => migrate(db, applied, { schema: SCHEMA }))])
      report(`${what}: done`)
    }
    const locking = await writers.during(() => client.query(LOCKING_INDEX))
    await writers.stop()
    report(printMeasured(rowCount, [...measured, ['(an index, the way that is refused)', locking]]))
    return [
      goesOn(measured),
      {
        name: 'the forbidden step blocks a charge for most of its duration',
        checkedCount: 1,
        breaches: locking.longestMs > locking.tookMs / 2 ? [] : [`only ${Math.round(locking.longestMs)} ms`],
      },
      await isFilled(client),
    ]
  } finally {
    await client.end()
    await db.destroy()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const goesOn = (measured: [string, Writing & { tookMs: number }][]): Check => ({
  name: 'charges are booked while each step runs',
  checkedCount: measured.reduce((sum, [, { count }]) => sum + count, 0),
  breaches: measured
    // No charge fits into a step that ends at once.
    .filter(([, { count, tookMs }]) => count === 0 && tookMs > 250)
    .map(([what, { tookMs }]) => `${what}: none in ${Math.round(tookMs)} ms`),
})

const isFilled = async (client: Client): Promise<Check> => {
  const { rows } = await client.query<{ old: string; empty: string; valid: string; sums: string }>(`
    select (select count(*) from charges where charge_id like 'chatcmpl-old-%') as old,
      (select count(*) from charges where charge_id like 'chatcmpl-old-%' and settled_day is null
        and settled_at < now() - interval '1 day') as empty,
      (select count(*) from pg_index where indexrelid = 'charges_account_time'::regclass and indisvalid) as valid,
      (select count(*) from wallets w where charged <>
        (select coalesce(sum(charged), 0) from charges c where c.account_id = w.account_id)) as sums`)
  const { old, empty, valid, sums } = rows[0]!
  return {
    name: 'every old charge is filled in, the index is valid, wallets are consistent',
    checkedCount: Number(old),
    breaches: [
      ...(empty === '0' ? [] : [`${empty} charges are not filled in`]),
      ...(valid === '1' ? [] : ['the index is not valid']),
      ...(sums === '0' ? [] : [`${sums} wallets do not add up`]),
    ],
  }
}

const printMeasured = (rowCount: number, measured: [string, Writing & { tookMs: number }][]): string =>
  printTable(
    [`on ${rowCount.toLocaleString('en')} charges`, 'took', 'booked meanwhile', 'longest wait'],
    measured.map(([what, { tookMs, count, longestMs }]) => [
      what,
      `${(tookMs / 1_000).toFixed(2)} s`,
      count,
      `${Math.round(longestMs)} ms`,
    ]),
  )
