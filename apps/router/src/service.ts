import { joinBus, serveExchange } from '@gptget/bus'
import {
  catalogChanged,
  catalogReload,
  countTokens,
  generate,
  readCatalog,
  readByokSealingKey,
  readRouteStates,
  simulateRoute,
  storeByokKey,
} from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { PublicError } from '@gptget/errors'
import { createUpstreamTransport } from '@gptget/providers'
import { healthRoutes, startHttpServer, startService } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { createTokenizer } from '@gptget/tokenizer'
import type { Catalog } from './catalog/catalog.ts'
import { loadCatalog } from './catalog/load-catalog.ts'
import type { RouterConfig } from './config.ts'
import type { RouterContext } from './context.ts'
import { serveGeneration } from './generation/serve-generation.ts'
import { createRouterMetrics } from './metrics.ts'
import { describeRoutes } from './health/describe-routes.ts'
import { RouteHealth } from './health/route-health.ts'
import { createHealthUpdates, shareHealth } from './health/share-health.ts'
import { ByokKeys } from './byok/byok.ts'
import { serveRecorded } from './recording/record-stream.ts'
import { Recordings } from './recording/recordings.ts'
import { serveRecordings } from './recording/serve-recordings.ts'
import { simulate } from './routing/simulate-route.ts'
import { countRequestTokens } from './token-counts/count-request-tokens.ts'
import { Credentials } from './upstream/credentials.ts'

type Dependencies = { logger: Logger; bus?: Bus }

const DRAIN_TIMEOUT_MS = 20_000

/** Starts a router: it serves generations. `bus` is given when it shares its process with other services. */
export const create = (config: RouterConfig, { logger, bus: shared }: Dependencies): Promise<Service> =>
  startService('router', config.env, async (lifetime) => {
    const transport = createUpstreamTransport()
    lifetime.defer(() => transport.close())
    const tokenizer = createTokenizer()
    lifetime.defer(() => tokenizer.close())
    const catalog = { current: await loadCatalog(config) }
    const bus = await joinBus({
      shared,
      url: config.natsUrl,
      name: 'router',
      logger,
      lifetime,
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
    })
    const updates = createHealthUpdates(bus)
    const health = new RouteHealth(Date.now, updates.onCircuit)
    const context: RouterContext = {
      config,
      bus,
      catalog: () => catalog.current,
      health,
      credentials: new Credentials(Date.now, updates.onCooldown),
      byokKeys: new ByokKeys(bus, config.keyRing),
      transport,
      claims: bus.openClaims(config.claimBytes),
      recordings: new Recordings(config.recordBytes, Date.now),
      tokenizer,
      metrics: createRouterMetrics(health),
      logger,
      now: Date.now,
      random: Math.random,
    }
    bus.serve(readCatalog, ({ known }) => describeCatalog(catalog.current, known))
    bus.serve(readByokSealingKey, () => ({ sealingKey: context.byokKeys.sealingKey() }))
    bus.serve(storeByokKey, (input) => context.byokKeys.store(input, byokProviderOf(catalog.current, input)))
    bus.serve(readRouteStates, ({ isWhole }) => ({ routes: describeRoutes(context, isWhole) }))
    serveExchange(bus, simulateRoute, async (head, body) => simulate(context, head, body))
    shareHealth({ ...context, tell: updates.tell, lifetime })
    bus.serveStream(generate, (stream) => serveRecorded(context, stream, serveGeneration))
    lifetime.defer(() => context.recordings.drained(DRAIN_TIMEOUT_MS))
    serveRecordings(context)
    serveExchange(bus, countTokens, (head, body) => countRequestTokens(context, head, body))
    keepCatalog(config, catalog, { bus, logger, lifetime })
    await bus.flush()
    const checks = { bus: () => bus.isConnected() }
    const server = await startHttpServer(healthRoutes({ checks, metrics: context.metrics.registry }), config)
    lifetime.defer(() => server.stop(1_000))
    return server.url
  })

/** @throws PublicError where no model is served by a provider of that name with a key of one's own. */
const byokProviderOf = ({ models }: Catalog, input: { provider: string }): string => {
  const provider = input.provider.toLowerCase()
  const known = new Set([...models.values()].flatMap(({ public: model }) => model.byokKeys?.providers ?? []))
  if (known.has(provider)) return provider
  throw new PublicError(
    'invalid_request',
    `provider: no key of "${input.provider}" can be used here. Those that can: ${[...known].toSorted().join(', ')}.`,
    { param: 'provider' },
  )
}

const describeCatalog = ({ version, models }: Catalog, known: string | undefined) => ({
  version,
  models: known === version ? null : [...models.values()].map((model) => model.public),
})

/** Loads the configuration again when asked (SIGHUP, or over the bus), and tells everybody when it is another. */
const keepCatalog = (
  config: RouterConfig,
  catalog: { current: Catalog },
  { bus, logger, lifetime }: { bus: Bus; logger: Logger; lifetime: AsyncDisposableStack },
): void => {
  const tell = (): void => bus.emit(catalogChanged, { version: catalog.current.version })
  const reload = async (): Promise<void> => {
    try {
      catalog.current = await loadCatalog(config)
      const { version, models } = catalog.current
      logger.info({ version, models: models.size }, 'configuration loaded')
      tell()
    } catch (error) {
      logger.error({ err: error }, 'the changed configuration is not used; the one before it stays in force')
    }
  }
  const onAsked = (): void => void reload()
  process.on('SIGHUP', onAsked)
  lifetime.defer(() => void process.off('SIGHUP', onAsked))
  bus.on(catalogReload, onAsked)
  tell()
}
