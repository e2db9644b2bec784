import type { ResolvedKey } from '@gptget/contracts'
import { authenticate as findKey } from '@gptget/http'
import type { Keys } from '@gptget/http'
import type { TracedRequest } from '../request/inbound-request.ts'
import { refuseManagementKey } from './refuse-management-key.ts'

/** A request whose sender is known. */
export type Authenticated = TracedRequest & { key: ResolvedKey }

/** Finds out whose request it is. @throws PublicError 401 where its key may not be used, 403 where not for models. */
export const authenticate = async (keys: Keys, traced: TracedRequest): Promise<Authenticated> => {
  const key = await findKey(traced.inbound.incoming, keys)
  refuseManagementKey(key)
  return { ...traced, key }
}
