import type { Bus } from './bus.ts'
import { connectBus } from './connect.ts'

type JoinOptions = {
  /** The bus of the other services in this process, if it has any: whoever made it closes it. */
  shared: Bus | undefined
  url: string
  /** The service's name, as NATS shows it. */
  name: string
  logger: { warn(fields: object, message: string): void }
  lifetime: AsyncDisposableStack
  /** How long streams under way may take to finish when the service stops. */
  drainTimeoutMs?: number
}

/** A service's bus: the one its process shares, or one of its own for its lifetime. @throws when NATS cannot be reached. */
export const joinBus = async (options: JoinOptions): Promise<Bus> => {
  const { shared, url, name, logger, lifetime, drainTimeoutMs } = options
  if (shared) return shared
  const onError = (error: unknown, what: string): void => logger.warn({ err: error, what }, 'bus')
  const bus = await connectBus({ url, name, onError })
  lifetime.defer(() => bus.close({ timeoutMs: drainTimeoutMs }))
  return bus
}
