import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

export type ViewMode = 'control' | 'view'

export type ViewToken = {
  id: string
  instanceId: string
  mode: ViewMode
  expiresAtMs: number
}

const payload = z.object({ t: z.string(), i: z.string(), m: z.enum(['control', 'view']), e: z.number() })

const signatureOf = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('base64url')

/** A token for the live view of one computer: its owner may look, and type if its mode allows it. */
export const signViewToken = (secret: string, { id, instanceId, mode, expiresAtMs }: ViewToken): string => {
  const body = Buffer.from(JSON.stringify({ t: id, i: instanceId, m: mode, e: expiresAtMs })).toString(
    'base64url',
  )
  return `${body}.${signatureOf(secret, body)}`
}

/**
 * The content of a token; null if it was not signed with this secret, or has expired. Signatures are compared as text:
 * decoded, four different last letters give the same signature, and a changed token would be valid.
 */
export const readViewToken = (secret: string, token: string, nowMs: number): ViewToken | null => {
  const [body = '', ...rest] = token.split('.')
  const given = Buffer.from(rest.join('.'))
  const right = Buffer.from(signatureOf(secret, body))
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  const { t, i, m, e } = payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
  return e <= nowMs ? null : { id: t, instanceId: i, mode: m, expiresAtMs: e }
}

export const newTokenId = (): string => `view_${randomBytes(9).toString('base64url')}`
