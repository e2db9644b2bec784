import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import { hasFreeMemory, roomFor } from './spec-of.ts'

/** @throws PublicError 503 that says what is missing, where no desktop can be started here now */
export const requireRoom = async ({ config, driver, live }: Context): Promise<void> => {
  const reason = driver.whyNot()
  if (reason !== null)
    throw new PublicError('service_unavailable', `Computers cannot be started: ${reason}.`, {
      isRetryable: false,
    })
  const most = config.maxRunning || roomFor()
  if (live.size < most && hasFreeMemory()) return
  throw new PublicError(
    'service_unavailable',
    `This host runs as many computers as it can (${live.size}). Stop one, or try later.`,
    { retryAfterMs: 30_000 },
  )
}
