import { deriveKeyRing, openSecret, sealSecret } from '@gptget/keys'
import type { KeyRing } from '@gptget/keys'
import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import type { WebhookEndpointRow } from '../db/schema/webhooks.ts'
import { readSecrets, type Secrets } from './sign.ts'

type Sealing = Pick<Context, 'keyRing'>
type Endpoint = Pick<WebhookEndpointRow, 'endpoint_id' | 'account_id'>

export const webhookKeyRing = (secret: string): KeyRing => deriveKeyRing(secret, 'secrets of webhooks')

/** The row that an encrypted text is bound to: in another row it cannot be decrypted. */
const contextOf = ({ account_id, endpoint_id }: Endpoint): string => `webhook ${account_id} ${endpoint_id}`

/** The secrets of an endpoint as stored in its row. */
export const sealSecrets = ({ keyRing }: Sealing, endpoint: Endpoint, secrets: Secrets): string =>
  sealSecret(keyRing, JSON.stringify(secrets), contextOf(endpoint), randomBytes)

/** @throws Error if the secret that encrypted them is no longer configured */
export const openSecrets = (
  { keyRing }: Sealing,
  endpoint: Endpoint & Pick<WebhookEndpointRow, 'secrets'>,
): Secrets => readSecrets(openSecret(keyRing, endpoint.secrets, contextOf(endpoint)))

/** Encrypts older rows, which are plain JSON. Done when a service starts; any number may do it at once. */
export const sealPlainSecrets = async (context: Pick<Context, 'db' | 'keyRing'>): Promise<void> => {
  const { db } = context
  const plain = await db.selectFrom('webhook_endpoints').selectAll().where('secrets', 'like', '[%').execute()
  for (const row of plain)
    await db
      .updateTable('webhook_endpoints')
      .set({ secrets: sealSecrets(context, row, readSecrets(row.secrets)) })
      .where('endpoint_id', '=', row.endpoint_id)
      .where('secrets', '=', row.secrets)
      .execute()
}
