import { openAnswer } from '@gptget/bus'
import { fetchForeign } from '@gptget/contracts'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../db/schema/webhooks.ts'
import { readAttempts, type Attempt } from '../rows/attempts.ts'
import { openSecrets } from './sealed-secrets.ts'
import { signedHeaders } from './sign.ts'

const TIMEOUT_MS = 20_000
const MAX_ANSWER_BYTES = 64 * 1024
const GONE = 410

/** The account whose delivery has been due longest, without those that are full; null if there is none. */
export const findNextAccount = async (
  { db, now }: Context,
  full: readonly string[],
): Promise<string | null> => {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select('account_id')
    .where('due_at', '<=', now())
    .$if(full.length > 0, (of) => of.where('account_id', 'not in', full))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.account_id ?? null
}

/** Claims due deliveries of an account. If this process dies, another one finds them after the lease. */
export const claimDeliveries = (
  { db, now }: Context,
  { accountId, limit, leaseMs }: { accountId: string; limit: number; leaseMs: number },
) =>
  db
    .updateTable('webhook_deliveries')
    .set({ due_at: new Date(now().getTime() + leaseMs) })
    .where('delivery_id', 'in', (of) =>
      of
        .selectFrom('webhook_deliveries')
        .select('delivery_id')
        .where('due_at', '<=', now())
        .where('account_id', '=', accountId)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()

/** Tries a delivery once, and stores the outcome. */
export const deliver = async (context: Context, row: WebhookDeliveryRow): Promise<void> => {
  const endpoint = await context.db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('endpoint_id', '=', row.endpoint_id)
    .executeTakeFirst()
  if (endpoint === undefined) return
  if (!endpoint.is_enabled && endpoint.url !== null)
    return note(context, row, 'failed', DISABLED(context), null)
  const attempt = await tryOnce(context, row, endpoint)
  if (attempt.status !== null && attempt.status < 300) return note(context, row, 'delivered', attempt, null)
  if (attempt.status === GONE) {
    await disable(context, endpoint)
    return note(context, row, 'failed', attempt, null)
  }
  const next = nextAttempt(context, readAttempts(row).length)
  await note(context, row, next === null ? 'failed' : 'pending', attempt, next)
}

const DISABLED = ({ now }: Context): Attempt => ({
  at: now().toISOString(),
  status: null,
  duration_ms: 0,
  error: 'The endpoint is disabled.',
})

/** Spreads retries, so that a receiver that was down is not called by all at once. */
const JITTER = 0.1

const nextAttempt = ({ config, now }: Context, attemptsBefore: number): Date | null => {
  const waitMs = config.webhookRetryMs[attemptsBefore]
  if (waitMs === undefined) return null
  return new Date(now().getTime() + waitMs * (1 + JITTER * Math.random()))
}

const tryOnce = async (
  context: Context,
  row: WebhookDeliveryRow,
  endpoint: WebhookEndpointRow,
): Promise<Attempt> => {
  const { bus, now, logger } = context
  const startedAt = now()
  const event = { eventId: row.event_id, payload: row.payload }
  const ended = (status: number | null, error: string | null): Attempt => ({
    at: startedAt.toISOString(),
    status,
    duration_ms: now().getTime() - startedAt.getTime(),
    error,
  })
  try {
    const asked = {
      url: row.url,
      method: 'POST' as const,
      headers: signedHeaders(openSecrets(context, endpoint), event, startedAt.getTime()),
      purpose: 'webhook' as const,
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
    }
    const { head, chunks } = await openAnswer(bus, fetchForeign, asked, Buffer.from(row.payload))
    await chunks.return(undefined)
    return ended(head.status, head.status < 300 ? null : `It answered with the status ${head.status}.`)
  } catch (error) {
    logger.info({ err: error, deliveryId: row.delivery_id }, 'a webhook was not delivered')
    return ended(null, error instanceof Error ? error.message : 'It could not be reached.')
  }
}

const note = async (
  { db, metrics }: Context,
  row: WebhookDeliveryRow,
  state: WebhookDeliveryRow['state'],
  attempt: Attempt,
  dueAt: Date | null,
): Promise<void> => {
  metrics.deliveries.inc({ outcome: state })
  await db
    .updateTable('webhook_deliveries')
    .set({ state, due_at: dueAt, attempts: JSON.stringify([...readAttempts(row), attempt]) })
    .where('delivery_id', '=', row.delivery_id)
    .where('state', '=', 'pending')
    .execute()
}

/** 410 means that the receiver will never want it. */
const disable = async ({ db }: Context, { endpoint_id, url }: WebhookEndpointRow): Promise<void> => {
  if (url === null) return
  await db
    .updateTable('webhook_endpoints')
    .set({ is_enabled: false, disabled_reason: 'It answered 410 Gone.' })
    .where('endpoint_id', '=', endpoint_id)
    .execute()
}

/** How long deliveries are remembered. */
const REMEMBERED = sql<Date>`now() - interval '30 days'`

export const forgetDeliveries = ({ db }: Context) =>
  db
    .deleteFrom('webhook_deliveries')
    .where('created_at', '<', REMEMBERED)
    .where('due_at', 'is', null)
    .execute()
