import { sql, type Kysely } from 'kysely'

/** Rows that are there have kept the narrower one: they need not be looked through. */
const STATEMENTS = [
  `alter table audit
    drop constraint audit_actor_kind_check,
    add constraint audit_actor_kind_check check (actor_kind in ('key', 'operator', 'person', 'service')) not valid`,
]

/** What people change in the console is audited under their address. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
