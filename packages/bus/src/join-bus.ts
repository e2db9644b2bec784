import type { Bus } from './bus.ts'
import { ACCESS } from '@gptget/contracts'
import type { BusUser } from '@gptget/contracts'
import { connectBus } from './connect.ts'
import { restrictAccess } from './restrict-access.ts'

type JoinOptions = {
  /** The bus of the other services in this process, if any: its creator closes it. */
  shared: Bus | undefined
  url: string
  /** The service, whose rights are in `ACCESS`. */
  name: BusUser
  /** Reports failures that no caller waits for. */
  onError: (error: unknown, what: string) => void
  lifetime: AsyncDisposableStack
  /** Aborts when running streams may take no longer, once the service stops; default 10 s. */
  cut?: AbortSignal
}

/**
 * A service's bus: the one its process shares, or a separate one for its lifetime, limited to the service's rights.
 * @throws if NATS cannot be reached.
 */
export const joinBus = async (options: JoinOptions): Promise<Bus> => {
  const { shared, url, name, onError, lifetime, cut } = options
  if (shared) return restrictAccess(shared, name, ACCESS[name])
  const bus = await connectBus({ url, name, onError })
  lifetime.defer(() => bus.close({ cut }))
  return restrictAccess(bus, name, ACCESS[name])
}
