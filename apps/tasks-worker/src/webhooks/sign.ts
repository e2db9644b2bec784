import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'

const SECRET_BYTES = 32

const secretsSchema = z.array(z.object({ secret: z.string(), untilMs: z.number().nullable() }))
export type Secrets = z.output<typeof secretsSchema>

export const readSecrets = (text: string): Secrets => secretsSchema.parse(JSON.parse(text))

/** In the format of Standard Webhooks: `whsec_` and base64. */
export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`

/** Adds a new secret; the previous ones stay valid for this time. */
export const rotated = (secrets: Secrets, secret: string, nowMs: number, overlapMs: number): Secrets => {
  const before = secrets
    .filter(({ untilMs }) => untilMs === null || untilMs > nowMs)
    .map((each) => ({ ...each, untilMs: Math.min(each.untilMs ?? Infinity, nowMs + overlapMs) }))
  return [{ secret, untilMs: null }, ...before]
}

/**
 * The headers of one attempt: the id of the event, the time of the attempt.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signedHeaders = (
  secrets: Secrets,
  { eventId, payload }: { eventId: string; payload: string },
  nowMs: number,
): Record<string, string> => {
  const seconds = Math.floor(nowMs / 1000)
  const signatures = secrets
    .filter(({ untilMs }) => untilMs === null || untilMs > nowMs)
    .map(({ secret }) => `v1,${signatureOf(secret, `${eventId}.${seconds}.${payload}`)}`)
  return {
    'content-type': 'application/json',
    'user-agent': 'gptget-webhooks',
    'webhook-id': eventId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  }
}

const signatureOf = (secret: string, content: string): string =>
  createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest('base64')
