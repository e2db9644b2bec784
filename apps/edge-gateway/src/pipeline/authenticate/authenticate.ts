import { isManagementKey } from '@gptget/contracts'
import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate as findKey, requireUsable } from '@gptget/http'
import type { Keys } from '@gptget/http'
import type { IncomingMessage } from 'node:http'
import type { TracedRequest } from '../request/inbound-request.ts'

/** A request whose sender is known. */
export type Authenticated = TracedRequest & { key: ResolvedKey }

type Context = Keys & { self: { keyHashes: WeakMap<object, string> } }

/**
 * Finds out whose request it is: by its header, or by its connection, where it is within this process.
 * @throws PublicError 401 where its key may not be used, 403 where not for models
 */
export const authenticate = async (context: Context, traced: TracedRequest): Promise<Authenticated> => {
  const key = await findCaller(context, traced.inbound.incoming)
  refuseManagementKey(key)
  return { ...traced, key }
}

/** The key of a request, whatever it may do. @throws PublicError 401 where it may not be used */
export const findCaller = (context: Context, incoming: IncomingMessage): Promise<ResolvedKey> => {
  const keyHash = context.self.keyHashes.get(incoming.socket)
  return keyHash === undefined ? findKey(incoming, context) : requireUsable(keyHash, context)
}

/** A management key calls no model, so that a stolen one cannot spend at once. @throws PublicError permission_denied */
export const refuseManagementKey = (key: Pick<ResolvedKey, 'rights'>): void => {
  if (isManagementKey(key))
    throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}
