import { routesChanged, routesObserved, routesWanted } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { Catalog, Route } from '../catalog/catalog.ts'
import type { Credentials, CooldownUpdate } from '../upstream/credentials.ts'
import type { CircuitUpdate } from './circuit.ts'
import type { RouteHealth } from './route-health.ts'

const EVERY_MS = 5_000

/** Reports changes to other routers at once. While NATS is down, each uses its own measurements. */
export const createHealthUpdates = (bus: Bus) => {
  const { instanceId: routerId } = bus
  const tell = (circuits: [string, CircuitUpdate][], rests: CooldownUpdate[]): void => {
    if (!bus.isConnected()) return
    const named = circuits.map(([route, updates]) => ({ route, ...updates }))
    bus.emit(routesChanged, { routerId, circuits: named, rests })
  }
  return {
    tell,
    onCircuit: (key: string, updates: CircuitUpdate): void => tell([[key, updates]], []),
    onCooldown: (updates: CooldownUpdate): void => tell([], [updates]),
  }
}

type Sharing = {
  bus: Bus
  health: RouteHealth
  credentials: Credentials
  catalog: () => Catalog
  tell: ReturnType<typeof createHealthUpdates>['tell']
  lifetime: AsyncDisposableStack
}

/** Synchronizes this router's measurements with the others': reports its own every few seconds, and receives theirs. */
export const shareHealth = ({ bus, health, credentials, catalog, tell, lifetime }: Sharing): void => {
  const { instanceId: routerId } = bus
  const sayAll = (): void => {
    if (!bus.isConnected()) return
    const routes = [...health.own()].map(([route, observed]) => ({ route, ...observed }))
    if (routes.length > 0) bus.emit(routesObserved, { routerId, routes })
    const circuits = [...health.open()].filter(([, { openForMs }]) => openForMs > 0)
    const rests = credentials.hasCooldowns ? credentials.updates(routesOf(catalog())) : []
    if (circuits.length + rests.length > 0) tell(circuits, rests)
  }
  bus.on(routesObserved, ({ routerId: from, routes }) => {
    if (from === routerId) return
    health.mergeObserved(from, new Map(routes.map(({ route, ...observed }) => [route, observed])))
  })
  bus.on(routesChanged, ({ routerId: from, circuits, rests }) => {
    if (from === routerId) return
    for (const { route, ...updates } of circuits) health.mergeCircuit(route, updates)
    for (const rest of rests) {
      const provider = catalog().providers.get(rest.provider)
      if (provider) credentials.merge(provider, rest)
    }
  })
  bus.on(routesWanted, ({ routerId: from }) => {
    if (from !== routerId) sayAll()
  })
  const timer = setInterval(sayAll, EVERY_MS).unref()
  lifetime.defer(() => clearInterval(timer))
  bus.emit(routesWanted, { routerId })
}

/** All ways to serve models, each once, even if it serves several models. */
export const routesOf = ({ models }: Catalog): Route[] => {
  const byKey = new Map<string, Route>()
  for (const { routes } of models.values()) for (const route of routes) byKey.set(route.key, route)
  return [...byKey.values()]
}
