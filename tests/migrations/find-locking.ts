import { migrate, type Migration, type Migrations } from '@gptget/postgres'
import { RawNode, type Kysely, type KyselyPlugin } from 'kysely'
import { readTables, scansOf, type Tables } from './read-tables.ts'

export type Step = { schema: string; before: Migrations; name: string; migration: Migration }

/**
 * Applies a step to tables that are as the version before left them, and answers what it would do to a platform that
 * runs: long work under a lock, or taking away what the version before still uses. Postgres itself is asked, before
 * and after.
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

/** Outside a transaction only what was made for it: each statement of these lets others write while it works. */
const ONLINE = /^\s*(select|with page as|create (unique )?index concurrently|drop index concurrently)\b/i
const VALIDATION = /^\s*alter table \S+ validate constraint \S+\s*$/i
const blocks = (statement: string): boolean => !ONLINE.test(statement) && !VALIDATION.test(statement)

const rewritten = (earlier: Tables, later: Tables): string[] =>
  Object.keys(earlier).filter((table) => later[table] && later[table].file !== earlier[table]!.file)

/** Only what was there: the version before knows nothing of new tables. */
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

/** What a step says, as far as it is written in plain SQL. */
const recordInto = (said: string[]): KyselyPlugin => ({
  transformQuery: ({ node }) => {
    if (RawNode.is(node)) said.push(node.sqlFragments.join('?'))
    return node
  },
  transformResult: async ({ result }) => result,
})
