import { deriveKeyRing, type KeyRing } from '@gptget/keys'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'

export const newsKeysOf = (secret: string): KeyRing => deriveKeyRing(secret, 'addresses for providers')

/**
 * The URL for a provider's webhooks about a task; null unless the operator set the public URL of this platform. Only
 * the provider knows it.
 */
export const newsUrlOf = (
  { config, newsKeys }: Pick<Context, 'config' | 'newsKeys'>,
  providerId: string,
  taskId: string,
): string | null =>
  config.publicUrl === null
    ? null
    : `${config.publicUrl}/v1/provider-webhooks/${providerId}/${taskId}?sig=${signatureOf(newsKeys[0].key, providerId, taskId)}`

/** Whether a URL was given to a provider. */
export const isNewsUrl = (
  { newsKeys }: Pick<Context, 'newsKeys'>,
  { providerId, taskId, signature }: { providerId: string; taskId: string; signature: string },
): boolean =>
  newsKeys.some(({ key }) => {
    const expected = Buffer.from(signatureOf(key, providerId, taskId))
    const given = Buffer.from(signature)
    return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
  })

const signatureOf = (key: Uint8Array, providerId: string, taskId: string): string =>
  createHmac('sha256', key).update(`${providerId}\n${taskId}`).digest('base64url')
