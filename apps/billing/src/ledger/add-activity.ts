import { sql } from 'kysely'
import type { Transaction } from '../db/schema/index.ts'
import { dayOf } from '../keys/spend-periods.ts'
import { chargedNanoUsd, type Charge } from './allocate-usage.ts'

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
} as const

const COLUMNS = Object.keys(CLASSES)
const ADDED = [...COLUMNS, 'cost', 'charged']
const sqlOf = (parts: string[]) => sql.raw(parts.join(', '))

/** Adds charges to their accounts' sums by day, key and model, under the day that limits count them under. */
export const addActivity = async (tx: Transaction, charges: Charge[]): Promise<void> => {
  const events = charges.map((charge) => charge.event)
  const tokens = Object.values(CLASSES).map(
    (name) => sql`${events.map(({ usage }) => usage[name])}::bigint[]`,
  )
  await sql`insert into activity (account_id, day, key_id, model, is_byok, requests, ${sqlOf(ADDED)})
    select account_id, day, key_id, model, is_byok, count(*), ${sqlOf(ADDED.map((column) => `sum(${column})`))}
    from unnest(
      ${events.map((event) => event.accountId)}::text[],
      ${charges.map((charge) => dayOf(charge.spentAt))}::date[],
      ${events.map((event) => event.keyId)}::text[],
      ${events.map((event) => event.model)}::text[],
      ${events.map((event) => event.isByok === true)}::boolean[],
      ${sql.join(tokens)},
      ${events.map((event) => event.costNanoUsd)}::bigint[],
      ${charges.map(chargedNanoUsd)}::bigint[]
    ) as added (account_id, day, key_id, model, is_byok, ${sqlOf(ADDED)})
    group by account_id, day, key_id, model, is_byok
    order by account_id, day, key_id, model, is_byok
    on conflict (account_id, day, key_id, model, is_byok) do update set
      requests = activity.requests + excluded.requests,
      ${sqlOf(ADDED.map((column) => `${column} = activity.${column} + excluded.${column}`))}`.execute(tx)
}
