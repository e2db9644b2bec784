import { isManagementKey } from '@gptget/contracts'
import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate as findKey, requireUsable } from '@gptget/http'
import type { Keys } from '@gptget/http'
import type { TracedRequest } from '../request/inbound-request.ts'

/** A request whose sender is known. */
export type Authenticated = TracedRequest & { key: ResolvedKey }

type Context = Keys & { self: { keyHashes: WeakMap<object, string> } }

/**
 * Finds out whose request it is: by its header, or by its connection, where it is within this process.
 * @throws PublicError 401 where its key may not be used, 403 where not for models
 */
export const authenticate = async (context: Context, traced: TracedRequest): Promise<Authenticated> => {
  const { incoming } = traced.inbound
  const keyHash = context.self.keyHashes.get(incoming.socket)
  const key = await (keyHash === undefined ? findKey(incoming, context) : requireUsable(keyHash, context))
  refuseManagementKey(key)
  return { ...traced, key }
}

/** A management key calls no model, so that a stolen one cannot spend at once. @throws PublicError permission_denied */
export const refuseManagementKey = (key: Pick<ResolvedKey, 'rights'>): void => {
  if (isManagementKey(key))
    throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}
