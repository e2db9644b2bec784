import type { WebhookProof } from '@gptget/protocol'
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { publicKeysOf, secretOf } from './webhook-keys.ts'

/** An unchanged call. Its header names are lower case. */
export type Call = { headers: Record<string, string>; body: Buffer }

/** The tolerance for signed times, as in Standard Webhooks. */
const TOLERANCE_MS = 300_000

/** Whether a call is signed by its provider. @throws if the provider's key cannot be fetched right now */
export const isProven = async (
  context: Pick<RouterContext, 'transport' | 'now'>,
  provider: TaskProvider,
  proof: WebhookProof,
  call: Call,
): Promise<boolean> => {
  const { webhookSecret } = provider.provider
  switch (proof.type) {
    case 'address':
      return true
    case 'timed-hmac':
      return webhookSecret === undefined || isTimed(webhookSecret, proof.header, call, context.now())
    case 'standard-webhooks': {
      if (webhookSecret !== undefined) return isStandard(webhookSecret, call)
      if (proof.secret === null) return false
      const { askedBy, read } = proof.secret
      return secretOf(context, provider, askedBy, read, (secret) => isStandard(secret, call))
    }
    case 'fal-ed25519': {
      const { headers } = call
      if (!isRecent(headers['x-fal-webhook-timestamp'], context.now())) return false
      return publicKeysOf(context, provider, proof.keysUrl, (keys) => isSignedBy(keys, call))
    }
  }
}

const isStandard = (secret: string, { headers, body }: Call): boolean => {
  try {
    new Webhook(secret).verify(body.toString(), headers)
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}

/** OpenRouter: https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks */
const isTimed = (secret: string, header: string, { headers, body }: Call, nowMs: number): boolean => {
  const parts = new Map((headers[header] ?? '').split(',').map((part) => part.split('=') as [string, string]))
  const [time, given = ''] = [parts.get('t'), parts.get('v1')]
  if (!isRecent(time, nowMs)) return false
  const expected = createHmac('sha256', secret).update(`${time},`).update(body).digest()
  const signature = Buffer.from(given, 'hex')
  return signature.byteLength === expected.byteLength && timingSafeEqual(signature, expected)
}

const isRecent = (seconds: string | undefined, nowMs: number): boolean =>
  /^\d{1,12}$/.test(seconds ?? '') && Math.abs(nowMs - Number(seconds) * 1_000) <= TOLERANCE_MS

/** https://docs.fal.ai/model-apis/model-endpoints/webhooks */
const isSignedBy = (keys: readonly JsonWebKey[], { headers, body }: Call): boolean => {
  const told = ['request-id', 'user-id', 'timestamp'].map((name) => headers[`x-fal-webhook-${name}`] ?? '')
  const content = Buffer.from([...told, createHash('sha256').update(body).digest('hex')].join('\n'))
  const signature = Buffer.from(headers['x-fal-webhook-signature'] ?? '', 'hex')
  return keys.some((key) => verify(null, content, createPublicKey({ key, format: 'jwk' }), signature))
}
