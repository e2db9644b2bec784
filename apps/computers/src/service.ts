import { hostname } from 'node:os'
import type { Bus } from '@gptget/bus'
import { mirrorCatalog } from '@gptget/catalog-mirror'
import { computerHostAnnounced, edgeLeaving, runCallerLeft } from '@gptget/contracts'
import { BodyBudget, createKeyCache, MAX_BODY_BYTES } from '@gptget/http'
import { openServiceDatabase, requireReachable } from '@gptget/postgres'
import { isConnected, RecentMap, startSweeper, Turns } from '@gptget/runtime'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { ThreadPool } from '@gptget/threads'
import { nanoid } from 'nanoid'
import { createApp } from './app.ts'
import { ActionLog } from './audit/action-log.ts'
import { forgetOld } from './audit/forget-old.ts'
import type { ComputersWorks } from './bodies/jobs.ts'
import type { ComputersConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from './db/schema/index.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import { openDriver } from './open-driver.ts'
import { announceHost } from './hosts/announce-host.ts'
import { HostDirectory } from './directory/host-directory.ts'
import { loseComputers } from './hosts/lost-computers.ts'
import { EventHub } from './events/event-hub.ts'
import { keepPaid } from './lifecycle/keep-paid.ts'
import { reconcile } from './lifecycle/reconcile.ts'
import { recover, runAgain } from './lifecycle/recover.ts'
import { Rest } from './lifecycle/rest.ts'
import { stopAll, whenEnded } from './lifecycle/host-events.ts'
import { renewHeldHours } from './hours/renew-held-hours.ts'
import { LiveComputers, type LiveComputer } from './live/live-computers.ts'
import { manifest } from './manifest.ts'
import { serveRuns } from './subjects/serve-runs.ts'
import { createComputersMetrics } from './metrics.ts'
import { ActiveRuns } from './runs/active/active-runs.ts'
import { EventWriter } from './runs/active/event-writer.ts'
import { recoverRuns } from './runs/lifecycle/recover-runs.ts'

/** Together with the time for silent hosts, less than 15 s until computers report a lost host. */
const LOOK_AFTER_HOSTS_MS = 2_000
const HOLD_RENEWAL_MS = 60_000
const MOST_MONEY_MS = 5_000
const FORGET_INTERVAL_MS = 3_600_000
const MOST_KNOWN_TOOLS = 1_000

/** Starts the service that owns computers. @throws if NATS or Postgres cannot be reached */
export const create = (config: ComputersConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: async (parts) => {
      const db = await openServiceDatabase<Schema>({
        url: config.databaseUrl,
        schema: SCHEMA_NAME,
        migrations,
        maxConnections: config.maxConnections,
        ...parts,
      })
      const driver = await openDriver(config, parts.logger)
      parts.logger.info({ driver: driver.name, summary: driver.summary }, 'what runs computers here')
      parts.lifetime.defer(() => driver.close())
      return { db, driver }
    },
    serve: async ({ db, driver }, { bus, logger, lifetime, shutdown }) => {
      const context = createContext(config, { db, driver, bus, logger })
      lifetime.defer(() => context.catalog.stop())
      lifetime.defer(() => context.threads.close())
      lifetime.defer(() => context.actions.flush())
      lifetime.defer(() => context.runEvents.flush())
      bus.on(computerHostAnnounced, (host) => context.directory.hear(host))
      const announcement = announceHost(context, shutdown.stopping)
      await recoverRuns(context)
      const ended = await recover(context)
      whenEnded(context)
      // Desktops that would end with the service are stopped in order, so that they cost nothing meanwhile.
      lifetime.defer(() => stopAll(context))
      lifetime.defer(() => endRuns(context))
      // No caller waits for them. Their computers have the status `restarting`.
      const restarted = runAgain(context, ended, shutdown.stopping)
      lifetime.defer(() => restarted)
      serveRuns(context)
      bus.on(runCallerLeft, ({ reference }) => context.runs.withReference(reference)?.stop(CALLER_LEFT))
      bus.on(edgeLeaving, ({ edgeId, isCut }) => sendAway(context, isCut, edgeId))
      void shutdown.graceOver.then(() => sendAway(context, false))
      for (const sweeper of startSweepers(context)) lifetime.defer(() => sweeper.stop())
      const checks = { postgres: () => requireReachable(db) }
      return {
        app: createApp(context, { bus: () => isConnected(bus), ...checks }),
        metrics: context.metrics.registry,
        checks,
        onCut: () => sendAway(context, true),
        onListening: announcement.listen,
      }
    },
  })

const CALLER_LEFT = { reason: 'cancelled', error: null } as const
const SERVICE_STOPS = { reason: 'error', error: 'The service that drives it was stopped.' } as const

/** Before their desktops end. */
const endRuns = async ({ runs }: Context): Promise<void> => {
  const all = [...runs]
  for (const run of all) run.stop(SERVICE_STOPS)
  await Promise.all(all.map(({ over }) => over))
}

/** The viewers of an edge, or of all edges. */
const sendAway = ({ live }: Context, isCut: boolean, edgeId?: string): void => {
  const viewers = [...live].flatMap(({ viewers: all }) => [...all])
  for (const viewer of viewers) if (edgeId === undefined || viewer.edgeId === edgeId) viewer.leave(isCut)
}

const startSweepers = (context: Context) => {
  const { config, logger } = context
  const rest = new Rest(context)
  const sweep = (intervalMs: number, name: string, act: () => Promise<unknown>) =>
    startSweeper({
      intervalMs,
      sweep: act,
      onError: (error) => logger.error({ err: error }, `${name} failed; tried again`),
    })
  return [
    sweep(config.reconcileMs, 'reconciling computers', () => reconcile(context)),
    sweep(Math.min(config.reconcileMs, MOST_MONEY_MS, config.hourMs / 30), 'paying hours', () =>
      keepPaid(context),
    ),
    sweep(Math.min(config.reconcileMs, Math.max(1_000, config.freezeAfterMs / 4)), 'resting computers', () =>
      rest.look(),
    ),
    sweep(LOOK_AFTER_HOSTS_MS, 'looking after other hosts', () => loseComputers(context)),
    sweep(HOLD_RENEWAL_MS, 'renewing holds', () => renewHeldHours(context)),
    sweep(FORGET_INTERVAL_MS, 'removing old events and actions', () => forgetOld(context)),
  ]
}

type Parts = { db: Database; driver: ComputerDriver; bus: Bus; logger: Logger }

const createContext = (config: ComputersConfig, { db, driver, bus, logger }: Parts): Context => {
  const now = Date.now
  // Disks are identified by their folder: another service on this machine with another folder is another host.
  const place = `${hostname()}:${config.directory}`
  const hostId = driver.sharedDisks === null ? place : `${driver.sharedDisks}@${place}`
  const events = new EventHub(db, now)
  const onThaw = ({ computerId, accountId }: LiveComputer): void => {
    events
      .tell({ computer_id: computerId, account_id: accountId }, { type: 'computer.thawed' })
      .catch((error: unknown) => logger.warn({ err: error, computerId }, 'an event was not kept'))
  }
  return {
    config,
    db,
    bus,
    driver,
    hostId,
    directory: new HostDirectory(hostId, now),
    live: new LiveComputers({ driver, now, onThaw }),
    events,
    hours: new Turns(),
    actions: new ActionLog(db, logger),
    runs: new ActiveRuns(),
    runEvents: new EventWriter(db, logger),
    knownTools: new RecentMap(MOST_KNOWN_TOOLS),
    keys: createKeyCache(bus, Date.now),
    catalog: mirrorCatalog(bus, logger),
    bodies: new BodyBudget({ processBytes: 4 * MAX_BODY_BYTES, accountBytes: 2 * MAX_BODY_BYTES }),
    threads: new ThreadPool<ComputersWorks>({
      load: () => import('./bodies/jobs.ts'),
      onError: (error) => logger.error({ err: error }, 'a thread for large bodies crashed'),
    }),
    metrics: createComputersMetrics(),
    logger,
    now,
    makeId: () => nanoid(24),
  }
}
