import { sql, type Kysely } from 'kysely'

const STATEMENTS = [
  `create table files (
    object_id text primary key,
    account_id text not null,
    media_id text not null,
    file_index integer not null,
    variant text not null,
    kind text not null check (kind in ('image', 'video', 'audio', 'input')),
    status text not null check (status in ('writing', 'stored', 'gone')),
    gone_reason text check (gone_reason in ('expired', 'deleted', 'failed')),
    has_bytes boolean not null default true,
    content_type text,
    byte_length bigint not null default 0 check (byte_length >= 0),
    sha256 text,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    constraint stored_is_known check (status <> 'stored' or (content_type is not null and sha256 is not null)),
    constraint gone_has_reason check ((status = 'gone') = (gone_reason is not null))
  )`,
  `create unique index files_stored on files (media_id, file_index, variant) where status = 'stored'`,
  `create index files_medium on files (media_id)`,
  `create index files_expiry on files (expires_at) where status = 'stored'`,
  `create index files_writing on files (seen_at) where status = 'writing'`,
  `create index files_gone on files (expires_at) where status = 'gone'`,
  `create index files_to_remove on files (object_id) where status = 'gone' and has_bytes`,
  `create table account_bytes (
    account_id text primary key,
    byte_length bigint not null check (byte_length >= 0)
  )`,
  `create table signing_keys (
    key_id text primary key,
    secret text not null,
    created_at timestamptz not null
  )`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
