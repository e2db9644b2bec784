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
  if (live.taken < most && hasFreeMemory()) return null
  return new PublicError(
    'service_unavailable',
    `This host runs as many computers as it can (${live.taken}). Stop one, or retry later.`,
    { retryAfterMs: 30_000 },
  )
}

/** Starts a desktop on a host with capacity. @throws PublicError 503 with the reason if there is none */
export const withRoom = async <Result>(context: Context, start: () => Promise<Result>): Promise<Result> => {
  const refusal = whyNoRoom(context)
  if (refusal !== null) throw refusal
  return context.live.keepRoom(start)
}
