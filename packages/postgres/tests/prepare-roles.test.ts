import { createTestDatabase, type TestDatabase } from '@gptget/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, openDatabase, prepareRoles, urlAs, type Migrations } from '../src/index.ts'

let database: TestDatabase
let roles: { schema: string; role: string; password: string }[]

const migrations: Migrations = {
  '0001-rows': {
    up: async (db) => {
      await sql`create table rows (id bigint generated always as identity primary key, note text)`.execute(db)
      await sql`create view notes as select note from rows`.execute(db)
    },
  },
}

beforeAll(async () => {
  database = await createTestDatabase()
  const name = new URL(database.url).pathname.slice(1)
  roles = ['first', 'second'].map((schema) => ({
    schema,
    role: `${name}_${schema}`,
    password: `${schema}-pw`,
  }))
  // Created by the owner, as in a version without roles.
  const owner = openDatabase(database.url, { schema: 'first' })
  await migrate(owner, migrations, { schema: 'first' })
  await owner.destroy()
  await prepareRoles(database.url, roles)
})
afterAll(() => database.drop())

/** Postgres's error for a statement of a role. */
const run = async (index: number, statement: string): Promise<string> => {
  const db = openDatabase(urlAs(database.url, roles[index]!), { schema: roles[index]!.schema })
  try {
    await sql.raw(statement).execute(db)
    return 'done'
  } catch (error) {
    return (error as Error).message
  } finally {
    await db.destroy()
  }
}

describe('a service’s own role', () => {
  it('uses and migrates what the owner of the database created before', async () => {
    expect(await run(0, `insert into rows (note) values ('mine')`)).toBe('done')
    expect(await run(0, `alter table rows add column more text`)).toBe('done')
    expect(await run(0, `select * from notes`)).toBe('done')
  })

  it('creates its tables in a new schema', async () => {
    const db = openDatabase(urlAs(database.url, roles[1]!), { schema: 'second' })
    await migrate(db, migrations, { schema: 'second' })
    await db.destroy()
    expect(await run(1, `insert into rows (note) values ('mine')`)).toBe('done')
  })

  it('neither reads nor changes another service’s tables, and creates nothing elsewhere', async () => {
    expect(await run(1, 'select * from first.rows')).toMatch(/permission denied for schema first/)
    expect(await run(0, `delete from second.rows`)).toMatch(/permission denied for schema second/)
    expect(await run(0, 'create table public.mine (id int)')).toMatch(/permission denied for schema public/)
    expect(await run(0, 'create schema mine')).toMatch(/permission denied for database/)
    expect(await run(0, `create role mine`)).toMatch(/permission denied to create role/)
  })

  it('can be created again', async () => {
    await prepareRoles(database.url, roles)
    expect(await run(0, 'select * from rows')).toBe('done')
  })
})
