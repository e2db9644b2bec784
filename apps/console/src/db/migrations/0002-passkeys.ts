import { sql, type Kysely } from 'kysely'

/** The names come from better-auth's passkey plugin. */
const STATEMENTS = [
  `create table passkey (id text primary key, name text, "publicKey" text not null,
    "userId" text not null references "user" on delete cascade, "credentialID" text not null unique,
    counter integer not null, "deviceType" text not null, "backedUp" boolean not null, transports text,
    "createdAt" timestamptz, aaguid text)`,
  `create index passkey_by_user on passkey ("userId")`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
