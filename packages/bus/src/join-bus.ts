import type { Bus } from './bus.ts'
import { ACCESS } from '@gptget/contracts'
import type { BusUser } from '@gptget/contracts'
import { connectBus } from './connect.ts'
import { restrictAccess } from './restrict-access.ts'

type JoinOptions = {
  /** The bus of the other services in this process, if it has any: its maker closes it. */
  shared: Bus | undefined
  url: string
  /** The service, which may do what `ACCESS` says. */
  name: BusUser
  /** What went wrong where no caller waits for an answer. */
  onError: (error: unknown, what: string) => void
  lifetime: AsyncDisposableStack
  /** Aborts when running streams may take no longer, once the service stops; 10 s unless given. */
  cut?: AbortSignal
}

/**
 * A service's bus: the one its process shares, or one of its own for its lifetime, limited to what the service may do.
 * @throws when NATS cannot be reached.
 */
export const joinBus = async (options: JoinOptions): Promise<Bus> => {
  const { shared, url, name, onError, lifetime, cut } = options
  if (shared) return restrictAccess(shared, name, ACCESS[name])
  const bus = await connectBus({ url, name, onError })
  lifetime.defer(() => bus.close({ cut }))
  return restrictAccess(bus, name, ACCESS[name])
}
