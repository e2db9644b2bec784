import { authenticate, readApiKey } from '@gptget/http'
import { API_KEY_PREFIX } from '@gptget/keys'
import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import type { EdgeContext } from '../context.ts'
import { countRequest } from '../pipeline/rate-limit/count-request.ts'

type Context = Pick<EdgeContext, 'keys' | 'limits' | 'lookups' | 'now'>

/**
 * Counts a forwarded request, which is open until `answer` closes, towards the key's limits, like our own. A request
 * without a key may have a signed address or a token; the service checks it. @throws PublicError 401, 403, 429
 */
export const limitForwarded = async (
  context: Context,
  incoming: IncomingMessage,
  answer: Writable,
): Promise<void> => {
  const key = hasKey(incoming) ? await authenticate(incoming, context) : null
  if (key === null) return
  await context.lookups.take(key, answer)
  if (!isRead(incoming)) await countRequest(context, key)
}

const SIGNED = /[?&]sig=/

/** A client secret of a voice session is no key; the service checks it and words its errors. */
const hasKey = (incoming: IncomingMessage): boolean => {
  if (SIGNED.test(incoming.url ?? '')) return false
  try {
    return readApiKey(incoming).startsWith(API_KEY_PREFIX)
  } catch {
    return false
  }
}

/** Reads and deletes are free here, too. A WebSocket is opened to do something. */
const isRead = ({ method, headers }: IncomingMessage): boolean =>
  headers.upgrade === undefined && ['GET', 'HEAD', 'DELETE'].includes(method ?? 'GET')
