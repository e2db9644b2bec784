import { isManagementKey } from '@gptget/contracts'
import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate as findKey, requireUsable } from '@gptget/http'
import type { Keys } from '@gptget/http'
import type { IncomingMessage } from 'node:http'
import type { TracedRequest } from '../request/inbound-request.ts'

/** An authenticated request. */
export type Authenticated = TracedRequest & { key: ResolvedKey }

type Context = Keys & { self: { keyHashes: WeakMap<object, string> } }

/**
 * Authenticates a request by its header, or by its connection if it comes from within this process.
 * @throws PublicError 401 if its key is not valid, 403 if it may not call models
 */
export const authenticate = async (context: Context, traced: TracedRequest): Promise<Authenticated> => {
  const key = await findCaller(context, traced.inbound.incoming)
  refuseManagementKey(key)
  return { ...traced, key }
}

/** The key of a request, with any rights. @throws PublicError 401 if it is not valid */
export const findCaller = (context: Context, incoming: IncomingMessage): Promise<ResolvedKey> => {
  const keyHash = context.self.keyHashes.get(incoming.socket)
  return keyHash === undefined ? findKey(incoming, context) : requireUsable(keyHash, context)
}

/**
 * A management key calls no model, so that a stolen one cannot spend credit directly. @throws PublicError
 * permission_denied
 */
export const refuseManagementKey = (key: Pick<ResolvedKey, 'rights'>): void => {
  if (isManagementKey(key))
    throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}
