import { sql, type Kysely } from 'kysely'

/** The size of a row besides its texts, so that empty rows are not free. */
const ROW_BYTES = 512

/** Each table, and its texts with callers' data. */
const COUNTED = {
  responses: 'octet_length(input) + octet_length(response)',
  background_runs: 'octet_length(head) + octet_length(request)',
  conversations: 'octet_length(metadata)',
  conversation_turns: 'octet_length(items)',
}

/**
 * The storage of each account, updated by triggers: for every write, and when rows are deleted together. A statement
 * locks the accounts' rows in a fixed order, so that two never deadlock.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const statements = [
    `create table stored_bytes (account_id text primary key, bytes bigint not null)`,
    `alter table conversation_turns add column account_id text`,
    `update conversation_turns t set account_id = c.account_id from conversations c
      where c.conversation_id = t.conversation_id`,
    `alter table background_runs add column account_id text`,
    `update background_runs b set account_id = r.account_id from responses r where r.response_id = b.response_id`,
    `alter table conversation_turns alter column account_id set not null`,
    `alter table background_runs alter column account_id set not null`,
    COUNT_FUNCTION,
    ...Object.entries(COUNTED).flatMap(([table, bytes]) => [
      `alter table ${table} add column bytes bigint not null generated always as (${bytes} + ${ROW_BYTES}) stored`,
      `create trigger ${table}_added after insert on ${table} referencing new table as added
        for each statement execute function count_stored()`,
      `create trigger ${table}_changed after update on ${table} referencing old table as removed new table as added
        for each statement execute function count_stored()`,
      `create trigger ${table}_removed after delete on ${table} referencing old table as removed
        for each statement execute function count_stored()`,
    ]),
    `insert into stored_bytes select account_id, sum(bytes) from (${Object.keys(COUNTED)
      .map((table) => `select account_id, bytes from ${table}`)
      .join(' union all ')}) as rows group by account_id`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const COUNT_FUNCTION = `
  create function count_stored() returns trigger language plpgsql set search_path from current as $$
  begin
    if tg_op = 'INSERT' then
      insert into stored_bytes as kept
        select account_id, sum(bytes) from added group by account_id order by account_id
        on conflict (account_id) do update set bytes = kept.bytes + excluded.bytes;
    elsif tg_op = 'DELETE' then
      insert into stored_bytes as kept
        select account_id, -sum(bytes) from removed group by account_id order by account_id
        on conflict (account_id) do update set bytes = kept.bytes + excluded.bytes;
    else
      insert into stored_bytes as kept
        select account_id, sum(bytes) from (
          select account_id, bytes from added union all select account_id, -bytes from removed
        ) as changes group by account_id having sum(bytes) <> 0 order by account_id
        on conflict (account_id) do update set bytes = kept.bytes + excluded.bytes;
    end if;
    return null;
  end
  $$`
