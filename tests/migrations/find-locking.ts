import { migrate, type Migration, type Migrations } from '@gptget/postgres'
import { RawNode, type Kysely, type KyselyPlugin } from 'kysely'
import { readTables, scansOf, type Tables } from './read-tables.ts'

export type Step = { schema: string; before: Migrations; name: string; migration: Migration }

/**
 * Applies a migration to the tables of the previous version. Returns its effects on a running platform, as Postgres
 * reports them: long work under a lock, and removals of what the previous version still uses.
 */
export const findLocking = async (db: Kysely<unknown>, step: Step): Promise<string[]> => {
  const { schema, before, name, migration } = step
  await migrate(db, before, { schema })
  const said: string[] = []
  const faults: string[] = []
  const up = async (connection: Kysely<unknown>): Promise<void> => {
    const earlier = await readTables(connection, schema)
    const scansBefore = await scansOf(connection, schema)
    await migration.up(connection.withPlugin(recordInto(said)))
    const scans = await scansOf(connection, schema)
    const later = await readTables(connection, schema)
    if (migration.runsInTransaction !== false) {
      const known = Object.keys(earlier)
      const scanned = known.filter((table) => (scans[table] ?? 0) > (scansBefore[table] ?? 0))
      faults.push(...scanned.map((table) => `reads all of ${table} in one transaction`))
      faults.push(...rewritten(earlier, later).map((table) => `writes ${table} anew`))
    }
    if (migration.contracts === undefined) faults.push(...takenAway(earlier, later))
  }
  await migrate(db, { ...before, [name]: { ...migration, up } }, { schema })
  if (migration.runsInTransaction === false) faults.push(...said.filter(blocks))
  return faults.map((fault) => `${schema} ${name}: ${fault.replaceAll(/\s+/g, ' ').trim()}`)
}

/** Statements that are allowed outside a transaction, because others can write while they run. */
const ONLINE = /^\s*(select|with page as|create (unique )?index concurrently|drop index concurrently)\b/i
const VALIDATION = /^\s*alter table \S+ validate constraint \S+\s*$/i
const blocks = (statement: string): boolean => !ONLINE.test(statement) && !VALIDATION.test(statement)

const rewritten = (earlier: Tables, later: Tables): string[] =>
  Object.keys(earlier).filter((table) => later[table] && later[table].file !== earlier[table]!.file)

/** Only existing tables, because the previous version does not use new ones. */
const takenAway = (earlier: Tables, later: Tables): string[] =>
  Object.entries(earlier).flatMap(([table, was]) => {
    const is = later[table]
    if (is === undefined) return [`takes ${table} away`]
    const lost = Object.keys(was.columns).filter((column) => !is.columns[column])
    const wanted = Object.entries(is.columns).filter(
      ([column, { isRequired }]) => isRequired && !was.columns[column]?.isRequired,
    )
    const changed = Object.entries(is.columns).filter(
      ([column, { type }]) => was.columns[column] && was.columns[column].type !== type,
    )
    const constraints = is.constraints.filter((name) => !was.constraints.includes(name))
    return [
      ...lost.map((column) => `takes ${table}.${column} away`),
      ...wanted.map(([column]) => `wants ${table}.${column}, which the version before does not write`),
      ...changed.map(([column, { type }]) => `makes ${table}.${column} a ${type}`),
      ...constraints.map((name) => `refuses by ${name} what the version before may write to ${table}`),
    ]
  })

/** The plain SQL statements of a step. */
const recordInto = (said: string[]): KyselyPlugin => ({
  transformQuery: ({ node }) => {
    if (RawNode.is(node)) said.push(node.sqlFragments.join('?'))
    return node
  },
  transformResult: async ({ result }) => result,
})
