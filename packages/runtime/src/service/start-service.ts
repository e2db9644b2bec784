import { joinBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import type { BusUser } from '@gptget/contracts'
import type { ListenConfig } from '../environment.ts'
import { healthRoutes, isConnected, unless } from '../health.ts'
import type { Checks } from '../health.ts'
import { startHttpServer } from '../http-server.ts'
import type { HttpApp } from '../http-server.ts'
import { createLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import { startMetricsServer } from '../metrics-server.ts'
import { reportBusErrors } from '../metrics.ts'
import type { Registry } from '../metrics.ts'
import { Shutdown, shutdownTimesFromEnv } from '../shutdown.ts'
import type { CutReason } from '../shutdown.ts'
import { startTelemetry } from '../telemetry.ts'
import { advertisedUrl, announceService } from './announce-service.ts'
import type { ServiceDependencies, ServiceManifest } from './manifest.ts'
import type { Service } from './service.ts'

export type ServiceConfig = ListenConfig & { natsUrl: string }

type Parts = {
  logger: Logger
  /** Registers how to close each thing that the service opens. Closing runs in reverse order. */
  lifetime: AsyncDisposableStack
  /** How long running work may take when the service stops. */
  shutdown: Shutdown
}

/** The HTTP routes of a service. */
export type Served = {
  metrics: Registry
  /** Whether it can work, besides being connected to the bus. */
  checks?: Checks
  /** Its HTTP routes, including health. Default: health alone. */
  app?: HttpApp
  /** Called with its address, once it listens. */
  onListening?: (url: string) => void
  /** Sends a last message on the running HTTP answers of `app` when they may take no longer. */
  onCut?: (reason: CutReason) => void
}

export type ServiceSteps<Opened> = {
  /** Opens what must exist before the first message and until the last: tables, clients, models. */
  open(parts: Parts): Promise<Opened> | Opened
  /** Serves subjects and starts background work. */
  serve(opened: Opened, parts: Parts & { bus: Bus }): Promise<Served> | Served
}

/** A health check does not wait long. */
const HEALTH_TIMEOUT_MS = 1_000
/** A client that sends the next request does so sooner. */
const LONGEST_QUIET_MS = 1_000

/**
 * Starts a service: telemetry, its dependencies, its bus, its subjects, its HTTP ports, in this order; it stops in
 * reverse. If a step fails, everything opened before is closed and the failure is passed on.
 */
export const startService = async <Opened>(
  { name, paths = [], isPublic = false }: Pick<ServiceManifest<BusUser>, 'name' | 'paths' | 'isPublic'>,
  config: ServiceConfig,
  { logger = createLogger(name), bus: shared, env = process.env }: ServiceDependencies,
  { open, serve }: ServiceSteps<Opened>,
): Promise<Service> => {
  const lifetime = new AsyncDisposableStack()
  const times = shutdownTimesFromEnv(env)
  const shutdown = new Shutdown(times)
  try {
    lifetime.defer(await startTelemetry(name, env))
    const opened = await open({ logger, lifetime, shutdown })
    const bus = await joinBus({
      shared,
      url: config.natsUrl,
      name,
      onError: reportBusErrors(logger),
      lifetime,
      cut: shutdown.cut,
    })
    const { metrics, checks, app, onCut, onListening } = await serve(opened, {
      logger,
      lifetime,
      shutdown,
      bus,
    })
    await bus.flush()
    const allChecks: Checks = {
      accepting: () => unless(!shutdown.isStopping, 'It is stopping.'),
      bus: () => isConnected(bus),
      ...checks,
    }
    const metricsServer = await startMetricsServer(config, { metrics, checks: allChecks })
    lifetime.defer(() => metricsServer.stop(AbortSignal.abort()))
    const quietMs = Math.min(times.graceMs, LONGEST_QUIET_MS)
    const server = await startHttpServer(app ?? healthRoutes(allChecks), { ...config, quietMs })
    lifetime.defer(async () => {
      if (app === undefined) return server.stop(AbortSignal.timeout(HEALTH_TIMEOUT_MS))
      server.leave()
      await shutdown.graceOver
      return server.stop(shutdown.cut, () => onCut?.(shutdown.cut.reason as CutReason))
    })
    if (paths.length > 0 || isPublic) {
      const url = advertisedUrl({ host: config.host, port: server.port }, env)
      const announcement = announceService(bus, { service: name, paths, url })
      lifetime.defer(() => announcement.stop())
      onListening?.(url)
    }
    const stop = (): Promise<void> => {
      shutdown.begin()
      return lifetime.disposeAsync()
    }
    return { name, url: server.url, metricsUrl: metricsServer.url, stop, hurry: () => shutdown.hurry() }
  } catch (error) {
    shutdown.begin()
    await lifetime.disposeAsync()
    throw error
  }
}
