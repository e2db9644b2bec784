import { sql, type Kysely } from 'kysely'

const CLASSES = {
  input_tokens: 'inputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  cache_write_1h_tokens: 'cacheWrite1hTokens',
  audio_input_tokens: 'audioInputTokens',
  image_input_tokens: 'imageInputTokens',
  output_tokens: 'outputTokens',
  reasoning_tokens: 'reasoningTokens',
  audio_output_tokens: 'audioOutputTokens',
  image_output_tokens: 'imageOutputTokens',
}

const columns = Object.keys(CLASSES)
const sums = Object.values(CLASSES).map((name) => `sum((event->'usage'->>'${name}')::bigint)`)

const STATEMENTS = [
  // Reading an account's transactions in this order misses none, because they are numbered under its wallet's lock.
  `alter table ledger_transactions add column sequence bigint generated always as identity`,
  `create index ledger_transactions_account_sequence on ledger_transactions (account_id, sequence)`,
  `drop index ledger_transactions_account`,
  `create table activity (
    account_id text not null references accounts,
    day date not null,
    key_id text not null,
    model text not null,
    is_byok boolean not null,
    requests bigint not null,
    ${columns.map((column) => `${column} bigint not null`).join(', ')},
    cost bigint not null check (cost >= 0),
    charged bigint not null check (charged >= 0),
    primary key (account_id, day, key_id, model, is_byok)
  )`,
  `insert into activity (account_id, day, key_id, model, is_byok, requests, ${columns.join(', ')}, cost, charged)
    select account_id, (started_at at time zone 'UTC')::date, key_id, model, false, count(*), ${sums.join(', ')},
      sum(cost), sum(charged)
    from generations group by 1, 2, 3, 4`,
]

/** For exports: every ledger transaction in a fixed order, and activity by day, key and model. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
