import { PublicError } from '@gptget/errors'
import { lockAccount, withTransaction } from '@gptget/postgres'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../db/schema/webhooks.ts'
import { openSecrets, sealSecrets } from './sealed-secrets.ts'
import { newSecret, rotated } from './sign.ts'

const MOST_ENDPOINTS = 20

/** @throws PublicError `not_found`, also for another account's */
export const requireEndpoint = async (
  { db }: Pick<Context, 'db'>,
  accountId: string,
  endpointId: string,
): Promise<WebhookEndpointRow> => {
  const row = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new PublicError('not_found', `There is no webhook "${endpointId.slice(0, 100)}".`, { param: 'id' })
}

/** @throws PublicError `invalid_request` for an address that is not safe to call */
export const requireReceiver = ({ config }: Pick<Context, 'config'>, url: string, param: string): string => {
  const { protocol, username, password } = new URL(url)
  if (protocol !== 'https:' && !config.isHttpReceiverAllowed)
    throw new PublicError('invalid_request', `${param}: only https URLs can receive events.`, { param })
  if (username !== '' || password !== '')
    throw new PublicError(
      'invalid_request',
      `${param}: the URL must not contain a user name or a password.`,
      {
        param,
      },
    )
  return url
}

type Written = { url: string; events: string[]; description: string }

/** Creates an endpoint. Its secret is shown only here. @throws PublicError 400, 409 if there are too many */
export const createEndpoint = async (
  context: Context,
  accountId: string,
  { url, events, description }: Written,
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> => {
  const { db, now, makeId } = context
  requireReceiver(context, url, 'url')
  const secret = newSecret()
  const ids = { endpoint_id: `wh_${makeId()}`, account_id: accountId }
  const row = {
    ...ids,
    url,
    events: JSON.stringify(events),
    description,
    secrets: sealSecrets(context, ids, [{ secret, untilMs: null }]),
    created_at: now(),
  }
  const endpoint = await withTransaction(db, async (tx) => {
    await requirePlace(tx, accountId)
    return tx.insertInto('webhook_endpoints').values(row).returningAll().executeTakeFirstOrThrow()
  })
  return { endpoint, secret }
}

const requirePlace = async (tx: Transaction, accountId: string): Promise<void> => {
  await lockAccount(tx, accountId, 'webhooks')
  const { count } = await tx
    .selectFrom('webhook_endpoints')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MOST_ENDPOINTS)
    throw new PublicError('conflict', `An account has ${MOST_ENDPOINTS} webhooks at most. Delete one first.`)
}

export const listEndpoints = ({ db }: Context, accountId: string): Promise<WebhookEndpointRow[]> =>
  db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute()

/** Gives an endpoint a new secret, shown only here; the previous one also signs for a while. @throws PublicError 404 */
export const rotateSecret = async (
  context: Context,
  accountId: string,
  endpointId: string,
  overlapMs: number,
): Promise<{ endpoint: WebhookEndpointRow; secret: string }> => {
  const before = await requireEndpoint(context, accountId, endpointId)
  const secret = newSecret()
  const secrets = rotated(openSecrets(context, before), secret, context.now().getTime(), overlapMs)
  const endpoint = await context.db
    .updateTable('webhook_endpoints')
    .set({ secrets: sealSecrets(context, before, secrets) })
    .where('endpoint_id', '=', endpointId)
    .where('secrets', '=', before.secrets)
    .returningAll()
    .executeTakeFirst()
  if (endpoint !== undefined) return { endpoint, secret }
  throw new PublicError('conflict', 'Another request has just rotated its secret.')
}

/** The last deliveries of an endpoint, newest first. */
export const listDeliveries = (
  { db }: Context,
  { endpoint_id }: WebhookEndpointRow,
  limit: number,
): Promise<WebhookDeliveryRow[]> =>
  db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('endpoint_id', '=', endpoint_id)
    .orderBy('created_at', 'desc')
    .orderBy('delivery_id', 'desc')
    .limit(limit)
    .execute()
