import { isManagementKey } from '@gptget/contracts'
import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'

/**
 * A management key calls no model: who finds it can spend nothing with it at once. @throws PublicError
 * permission_denied
 */
export const refuseManagementKey = (key: Pick<ResolvedKey, 'rights'>): void => {
  if (isManagementKey(key))
    throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}
