import { listKeys } from '@gptget/contracts'
import type { GenerationHead } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'

/**
 * A run may have waited for long, so its key must still be valid.
 * @throws PublicError if it is not; BusError if that cannot be checked
 */
export const requireUsableKey = async (
  { bus, now }: Context,
  { accountId, keyId, model }: GenerationHead,
): Promise<void> => {
  const { keys } = await bus.call(listKeys, { accountId }, { attempts: 2 })
  const key = keys.find((each) => each.keyId === keyId)
  if (key === undefined || key.revokedAt !== null)
    throw new PublicError('revoked_api_key', 'The API key was revoked while the response waited.')
  if (key.isDisabled === true)
    throw new PublicError('permission_denied', 'The API key was disabled while the response waited.')
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now().getTime())
    throw new PublicError('expired_api_key', 'The API key expired while the response waited.')
  if (key.allowedModels !== null && !key.allowedModels.includes(model))
    throw new PublicError('model_not_allowed', `The API key may no longer use the model "${model}".`)
}
