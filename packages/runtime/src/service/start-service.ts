import { joinBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import type { BusUser } from '@gptget/contracts'
import type { ListenConfig } from '../environment.ts'
import { healthRoutes } from '../health.ts'
import type { Checks } from '../health.ts'
import { startHttpServer } from '../http-server.ts'
import type { HttpApp } from '../http-server.ts'
import { createLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import { startMetricsServer } from '../metrics-server.ts'
import type { Registry } from '../metrics.ts'
import { startTelemetry } from '../telemetry.ts'
import type { ServiceDependencies } from './manifest.ts'
import type { Service } from './service.ts'

export type ServiceConfig = ListenConfig & { natsUrl: string }

type Parts = {
  logger: Logger
  /** Takes how each thing that the service opens is closed. Closing goes backwards. */
  lifetime: AsyncDisposableStack
}

/** What a service serves over HTTP. */
export type Served = {
  metrics: Registry
  /** Whether it can do its work, beside being connected to the bus. */
  checks?: Checks
  /** Its own HTTP routes, health among them. Left out: health alone. */
  app?: HttpApp
  /** How long HTTP answers under way may take when it stops. */
  drainTimeoutMs?: number
}

export type ServiceSteps<Opened> = {
  /** Opens what must be there before the first message and stay until the last: tables, clients, models. */
  open(parts: Parts): Promise<Opened> | Opened
  /** Serves subjects and starts what runs by itself. */
  serve(opened: Opened, parts: Parts & { bus: Bus }): Promise<Served> | Served
  /** How long streams under way may take to finish when the bus closes. */
  busDrainTimeoutMs?: number
}

/**
 * Starts a service: telemetry, what it opens, its bus, what it serves, its HTTP ports, in this order; it stops the other
 * way around. Should a step fail, what was opened before it is closed and the failure passed on.
 */
export const startService = async <Opened>(
  name: BusUser,
  config: ServiceConfig,
  { logger = createLogger(name), bus: shared, env = process.env }: ServiceDependencies,
  { open, serve, busDrainTimeoutMs }: ServiceSteps<Opened>,
): Promise<Service> => {
  const lifetime = new AsyncDisposableStack()
  try {
    lifetime.defer(await startTelemetry(name, env))
    const opened = await open({ logger, lifetime })
    const bus = await joinBus({
      shared,
      url: config.natsUrl,
      name,
      logger,
      lifetime,
      drainTimeoutMs: busDrainTimeoutMs,
    })
    const { metrics, checks, app, drainTimeoutMs } = await serve(opened, { logger, lifetime, bus })
    await bus.flush()
    const allChecks = { bus: () => bus.isConnected(), ...checks }
    const metricsServer = await startMetricsServer(config, { metrics, checks: allChecks })
    lifetime.defer(() => metricsServer.stop(0))
    const server = await startHttpServer(app ?? healthRoutes(allChecks), config)
    lifetime.defer(() => server.stop(drainTimeoutMs))
    return { name, url: server.url, metricsUrl: metricsServer.url, stop: () => lifetime.disposeAsync() }
  } catch (error) {
    await lifetime.disposeAsync()
    throw error
  }
}
