import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { hasFreeMemory, roomFor } from './spec-of.ts'

/** Why no desktop can be started here now; else null. */
export const whyNoRoom = ({ config, driver, live }: Context): PublicError | null => {
  const reason = driver.whyNot()
  if (reason !== null)
    return new PublicError('service_unavailable', `Computers cannot be started: ${reason}.`, {
      isRetryable: false,
    })
  const most = config.maxRunning || roomFor()
  if (live.size < most && hasFreeMemory()) return null
  return new PublicError(
    'service_unavailable',
    `This host runs as many computers as it can (${live.size}). Stop one, or retry later.`,
    { retryAfterMs: 30_000 },
  )
}

/** @throws PublicError 503 with the reason if no desktop can be started here now */
export const requireRoom = (context: Context): void => {
  const refusal = whyNoRoom(context)
  if (refusal !== null) throw refusal
}
