import { createHash } from 'node:crypto'
import { describeTask, secondsOf } from '../answers/describe-task.ts'
import { describeVideo } from '../answers/describe-video.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import type { WebhookEndpointRow } from '../db/schema/webhooks.ts'
import { statusOf } from '../rows/public-status.ts'
import { sealSecrets } from './sealed-secrets.ts'
import { newSecret } from './sign.ts'

/** OpenAI's clients know events of videos by these names. */
const typeOf = (row: TaskRow): string => {
  const status = statusOf(row)
  if (row.surface !== 'videos') return `task.${status}`
  return status === 'completed' ? 'video.completed' : 'video.failed'
}

export type WebhookEvent = { id: string; type: string; payload: string }

/** An event stays the same however often it is sent: its id is derived from its content. */
const eventOf = (row: TaskRow): WebhookEvent => {
  const type = typeOf(row)
  const data = row.surface === 'videos' ? describeVideo(row) : describeTask(row)
  return makeEvent(`${row.task_id} ${type}`, type, secondsOf(row.completed_at!), data)
}

export const makeEvent = (name: string, type: string, createdAt: number, data: object): WebhookEvent => {
  const id = `evt_${createHash('sha256').update(name).digest('base64url').slice(0, 24)}`
  return { id, type, payload: JSON.stringify({ id, object: 'event', created_at: createdAt, type, data }) }
}

/** Stores the deliveries about a task's end, in the transaction that ends it. */
export const writeDeliveries = async (context: Context, tx: Transaction, row: TaskRow): Promise<void> => {
  const event = eventOf(row)
  const endpoints = await tx
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', '=', row.account_id)
    .where('url', 'is not', null)
    .where('is_enabled', '=', true)
    .execute()
  for (const endpoint of endpoints)
    if (wants(endpoint, event.type)) await writeDelivery(context, tx, endpoint, event, endpoint.url!)
  if (row.callback_url === null) return
  await writeDelivery(context, tx, await callbacksOf(context, tx, row.account_id), event, row.callback_url)
}

const wants = ({ events }: WebhookEndpointRow, type: string): boolean => {
  const wanted = JSON.parse(events) as string[]
  return wanted.length === 0 || wanted.includes(type)
}

export const writeDelivery = async (
  { now, makeId }: Context,
  tx: Transaction,
  { endpoint_id, account_id }: WebhookEndpointRow,
  { id, type, payload }: WebhookEvent,
  url: string,
): Promise<string> => {
  const deliveryId = `dlv_${makeId()}`
  await tx
    .insertInto('webhook_deliveries')
    .values({
      delivery_id: deliveryId,
      endpoint_id,
      account_id,
      event_id: id,
      event_type: type,
      url,
      payload,
      state: 'pending',
      due_at: now(),
      created_at: now(),
    })
    .execute()
  return deliveryId
}

/** The account's secret for `callback_url`s; created with the first of them. */
const callbacksOf = async (
  context: Context,
  tx: Transaction,
  accountId: string,
): Promise<WebhookEndpointRow> => {
  const ids = { endpoint_id: `wh_${context.makeId()}`, account_id: accountId }
  await tx
    .insertInto('webhook_endpoints')
    .values({
      ...ids,
      url: null,
      events: '[]',
      secrets: sealSecrets(context, ids, [{ secret: newSecret(), untilMs: null }]),
      created_at: context.now(),
    })
    .onConflict((of) => of.column('account_id').where('url', 'is', null).doNothing())
    .execute()
  return tx
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('url', 'is', null)
    .executeTakeFirstOrThrow()
}
