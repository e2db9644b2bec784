import { sql, type Kysely } from 'kysely'

/** Existing rows satisfied the narrower check, so they need no validation. */
const STATEMENTS = [
  `alter table audit
    drop constraint audit_actor_kind_check,
    add constraint audit_actor_kind_check check (actor_kind in ('key', 'operator', 'person', 'service')) not valid`,
]

/** Changes that people make in the console are audited under their address. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
