import { sql, type Kysely } from 'kysely'

/** Accounts' own provider keys: one for each provider, encrypted by a router. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql
    .raw(
      `create table own_keys (
        own_key_id text primary key,
        account_id text not null references accounts,
        provider text not null,
        name text not null,
        label text not null,
        sealed text not null,
        created_at timestamptz not null,
        unique (account_id, provider)
      )`,
    )
    .execute(db)
}
