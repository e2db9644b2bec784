import { isManagementKey } from '@gptget/contracts'
import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate as findKey } from '@gptget/http'
import type { Keys } from '@gptget/http'
import type { TracedRequest } from '../request/inbound-request.ts'

/** A request whose sender is known. */
export type Authenticated = TracedRequest & { key: ResolvedKey }

/** Finds out whose request it is. @throws PublicError 401 where its key may not be used, 403 where not for models. */
export const authenticate = async (keys: Keys, traced: TracedRequest): Promise<Authenticated> => {
  const key = await findKey(traced.inbound.incoming, keys)
  refuseManagementKey(key)
  return { ...traced, key }
}

/** A management key calls no model, so that a stolen one cannot spend at once. @throws PublicError permission_denied */
export const refuseManagementKey = (key: Pick<ResolvedKey, 'rights'>): void => {
  if (isManagementKey(key))
    throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}
