import { createHmac } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { openDatabase } from './open-database.ts'

export type ServiceRole = {
  /** The Postgres schema of the service's tables. */
  schema: string
  /** The role of the service. Roles belong to the whole server: databases on the same server need different names. */
  role: string
  password: string
}

/**
 * Lets each service read and write only its own tables: creates its role and its schema, transfers ownership of what an
 * earlier version created, and closes the database to everyone else. Safe to repeat.
 *
 * @param ownerUrl signs in as a role that may create roles
 */
export const prepareRoles = async (ownerUrl: string, roles: readonly ServiceRole[]): Promise<void> => {
  const db = openDatabase(ownerUrl, { maxConnections: 1 })
  try {
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('gptget roles'))`.execute(tx)
      const database = await closeDatabase(tx)
      for (const role of roles) await prepareRole(tx, database, role)
    })
  } finally {
    await db.destroy()
  }
}

/** @returns its name. */
const closeDatabase = async (tx: Transaction<unknown>): Promise<string> => {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(tx)
  const { name } = rows[0]!
  await sql`revoke all on database ${sql.id(name)} from public`.execute(tx)
  await sql`revoke all on schema public from public`.execute(tx)
  return name
}

const prepareRole = async (
  tx: Transaction<unknown>,
  database: string,
  { schema, role, password }: ServiceRole,
): Promise<void> => {
  const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(tx)
  const verb = sql.raw(rows.length === 0 ? 'create' : 'alter')
  await sql`${verb} role ${sql.id(role)} with login nosuperuser nocreatedb nocreaterole noreplication password ${sql.lit(password)}`.execute(
    tx,
  )
  await sql`grant connect on database ${sql.id(database)} to ${sql.id(role)}`.execute(tx)
  await sql`create schema if not exists ${sql.id(schema)}`.execute(tx)
  await sql`alter schema ${sql.id(schema)} owner to ${sql.id(role)}`.execute(tx)
  await handOver(tx, schema, role)
}

type Owned = { statement: string }

/** Tables (with their indexes and sequences), views, functions and types of the schema. */
const handOver = async (tx: Transaction<unknown>, schema: string, role: string): Promise<void> => {
  const { rows } = await sql<Owned>`
    select format('alter %s %I.%I owner to %I',
      case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
      ${schema}::text, relname, ${role}::text) as statement
    from pg_class c
    where relnamespace = ${schema}::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) <> ${role}
      and not exists (select from pg_depend d where d.objid = c.oid and c.relkind = 'S' and d.deptype in ('a', 'i'))
    union all
    select format('alter routine %s owner to %I', oid::regprocedure, ${role}::text)
    from pg_proc where pronamespace = ${schema}::regnamespace and pg_get_userbyid(proowner) <> ${role}
    union all
    select format('alter type %I.%I owner to %I', ${schema}::text, typname, ${role}::text)
    from pg_type where typnamespace = ${schema}::regnamespace and typtype in ('e', 'd') and pg_get_userbyid(typowner) <> ${role}
  `.execute(tx)
  for (const { statement } of rows) await sql.raw(statement).execute(tx)
}

/** A service's role, with a password derived from one secret: one password reveals nothing about the others. */
export const roleOf = (database: string, schema: string, secret: string): ServiceRole => {
  const role = `${database}_${schema}`
  return {
    schema,
    role,
    password: createHmac('sha256', secret).update(`gptget postgres ${role}`).digest('hex'),
  }
}

/** `url` with another login. */
export const urlAs = (url: string, { role, password }: Pick<ServiceRole, 'role' | 'password'>): string => {
  const changed = new URL(url)
  changed.username = role
  changed.password = password
  return changed.href
}
