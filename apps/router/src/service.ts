import { ffmpegOnce } from '@gptget/audio'
import type { Bus } from '@gptget/bus'
import { LoopTurns } from '@gptget/callers'
import { createUpstreamTransport } from '@gptget/providers'
import type { Transport } from '@gptget/providers'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { ByteBudget, createBodyRoom, ThreadPool } from '@gptget/threads'
import type { BudgetOptions } from '@gptget/threads'
import { createTokenizer } from '@gptget/tokenizer'
import type { Tokenizer } from '@gptget/tokenizer'
import { ByokKeys } from './byok/byok.ts'
import { loadCatalog } from './catalog/load-catalog.ts'
import type { LoadedCatalog } from './catalog/load-catalog.ts'
import type { RouterConfig } from './config.ts'
import type { RouterContext } from './context.ts'
import { manifest } from './manifest.ts'
import { RouteHealth } from './health/route-health.ts'
import { createHealthUpdates, shareHealth } from './health/share-health.ts'
import type { RouterWorks } from './bodies/jobs.ts'
import { createRouterMetrics } from './metrics.ts'
import { TURN_COST } from './pipeline/generation/turn-cost.ts'
import { KnownRooms } from './rooms/known-rooms.ts'
import { Recordings } from './recording/recordings.ts'
import { serveByok } from './subjects/serve-byok.ts'
import { serveCatalog } from './subjects/serve-catalog.ts'
import { serveRealtime } from './subjects/serve-realtime.ts'
import { serveGenerations } from './subjects/serve-generations.ts'
import { serveTasks } from './subjects/serve-tasks.ts'
import { Credentials } from './upstream/credentials.ts'

type Opened = {
  transport: Transport
  tokenizer: Tokenizer
  threads: ThreadPool<RouterWorks>
  catalog: { current: LoadedCatalog }
}

/** Starts a router, which serves generations. @throws if its configuration is wrong or NATS cannot be reached. */
export const create = (config: RouterConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: async ({ lifetime, logger }): Promise<Opened> => {
      const transport = createUpstreamTransport()
      lifetime.defer(() => transport.close())
      const tokenizer = createTokenizer()
      lifetime.defer(() => tokenizer.close())
      const threads = new ThreadPool<RouterWorks>({
        load: () => import('./bodies/jobs.ts'),
        onError: (error) => logger.error({ err: error }, 'a thread for large bodies crashed'),
      })
      lifetime.defer(() => threads.close())
      return { transport, tokenizer, threads, catalog: { current: await loadCatalog(config) } }
    },
    serve: (opened, { bus, logger, lifetime, shutdown }) => {
      const updates = createHealthUpdates(bus)
      const health = new RouteHealth(Date.now, updates.onCircuit)
      const credentials = new Credentials(Date.now, updates.onCooldown)
      const context = createContext(config, opened, { bus, logger, health, credentials })
      shareHealth({ ...context, tell: updates.tell, lifetime })
      serveByok(context)
      serveGenerations(context)
      serveRealtime(context)
      serveTasks(context)
      lifetime.defer(() => context.recordings.drained(shutdown.cut))
      serveCatalog(config, opened.catalog, { bus, logger, lifetime, metrics: context.metrics })
      return { metrics: context.metrics.registry }
    },
  })

/** Loaded media are in memory about twice. The limit of an account is that of one request. */
const LARGEST_REQUEST_BYTES = 64 * 1024 * 1024
const mediaBudgetOf = ({ bodyBytes }: RouterConfig): BudgetOptions => ({
  processBytes: Math.max(bodyBytes, LARGEST_REQUEST_BYTES),
  accountBytes: Math.max((2 / 3) * bodyBytes, LARGEST_REQUEST_BYTES),
})

type Parts = { bus: Bus; logger: Logger; health: RouteHealth; credentials: Credentials }

const createContext = (
  config: RouterConfig,
  { transport, tokenizer, threads, catalog }: Opened,
  { bus, logger, health, credentials }: Parts,
): RouterContext => ({
  config,
  bus,
  catalog: () => catalog.current.catalog,
  health,
  credentials,
  byokKeys: new ByokKeys(bus, config.keyRing),
  transport,
  ffmpeg: ffmpegOnce({ env: process.env, report: (line) => logger.info(line) }),
  claims: bus.openClaims(config.claimBytes),
  recordings: new Recordings(config.recordBytes, Date.now),
  turns: new LoopTurns(TURN_COST.perTurn),
  tokenizer,
  room: createBodyRoom(config.bodyBytes),
  mediaBytes: new ByteBudget(mediaBudgetOf(config)),
  knownRooms: new KnownRooms(),
  threads,
  metrics: createRouterMetrics(health),
  logger,
  now: Date.now,
  random: Math.random,
})
