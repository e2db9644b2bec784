import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { API_KEY_PREFIX, hashApiKey, isApiKeyShaped } from '@gptget/keys'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { KeyCache } from './key-cache.ts'

const BEARER = /^bearer\s+/i

/** `socket`: its connection, whose other requests usually have the same key. */
type Request = { headers: IncomingHttpHeaders; url?: string; socket?: object }

/** Looks up keys, and the clock for their expiry. */
export type Keys = { keys: KeyCache; now: () => number }

/** The key of a request, in any of the three headers or as Gemini's `?key=`. @throws PublicError without one. */
export const readApiKey = ({ headers, url }: Request): string => {
  const { authorization } = headers
  if (authorization !== undefined && BEARER.test(authorization))
    return authorization.replace(BEARER, '').trim()
  const other = headers['x-api-key'] ?? headers['x-goog-api-key']
  if (typeof other === 'string' && other !== '') return other.trim()
  const inQuery = url?.includes('key=') ? new URL(url, 'http://edge').searchParams.get('key') : null
  if (inQuery) return inQuery
  throw new PublicError(
    'missing_api_key',
    'No API key provided. Send it as "Authorization: Bearer sk-getgpt-…", "x-api-key" or "x-goog-api-key".',
  )
}

/** The record of a valid key. @throws PublicError 401 or 403 otherwise, 503 if it cannot be checked. */
export const authenticate = async (request: Request, keys: Keys): Promise<ResolvedKey> =>
  requireUsable(hashOf(readApiKey(request), request.socket), keys)

/**
 * Who sent a request, as far as memory tells, for turns before it is authenticated: an account, or an address for all
 * whose key is not known yet.
 */
export const callerOfRequest = (request: IncomingMessage, { keys }: Pick<Keys, 'keys'>): string => {
  const { socket } = request
  const address = socket.remoteAddress ?? ''
  try {
    return keys.accountOf(hashOf(readApiKey(request), socket)) ?? address
  } catch {
    // Its refusal follows at its turn.
    return address
  }
}

/** The last key of each open connection: checking and hashing one takes as long as the rest of its authentication. */
const lastKeys = new WeakMap<object, { apiKey: string; hash: string }>()

/** @throws PublicError 401 for what cannot be a key */
const hashOf = (apiKey: string, connection: object | undefined): string => {
  const last = connection && lastKeys.get(connection)
  if (last?.apiKey === apiKey) return last.hash
  if (!isApiKeyShaped(apiKey)) throw new PublicError('invalid_api_key', describeMistake(apiKey))
  const hash = hashApiKey(apiKey)
  if (connection !== undefined) lastKeys.set(connection, { apiKey, hash })
  return hash
}

/** Another provider's key, or a typo: nothing is looked up for it. */
const describeMistake = (apiKey: string): string =>
  apiKey.startsWith(API_KEY_PREFIX)
    ? 'Invalid API key provided: it is incomplete or mistyped.'
    : `Invalid API key provided. Keys start with "${API_KEY_PREFIX}".`

/** The same for a key that is known by its hash. */
export const requireUsable = async (hash: string, { keys, now }: Keys): Promise<ResolvedKey> => {
  const resolved = keys.resolve(hash)
  const key = resolved instanceof Promise ? await resolved : resolved
  if (key === null) throw new PublicError('invalid_api_key', 'Invalid API key provided.')
  if (key.revokedAt !== null)
    throw new PublicError('revoked_api_key', 'This API key was revoked. Use another one.')
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now()) {
    throw new PublicError('expired_api_key', `This API key expired at ${key.expiresAt}. Use another one.`)
  }
  if (key.isDisabled === true) throw new PublicError('permission_denied', 'This API key is disabled.')
  if (key.accountState !== undefined && key.accountState !== 'active')
    throw new PublicError('permission_denied', `The account of this API key is ${key.accountState}.`)
  return key
}
