import { mirrorCatalog } from '@gptget/catalog-mirror'
import { accountChanged, edgeLeaving, keyChanged, sessionClosed, type EdgeLeaving } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { BodyBudget, createKeyCache } from '@gptget/http'
import { openServiceDatabase, requireReachable } from '@gptget/postgres'
import { isConnected, startSweeper, unless } from '@gptget/runtime'
import type { Logger, Service, ServiceDependencies, Shutdown } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { nanoid } from 'nanoid'
import { randomBytes } from 'node:crypto'
import { createApp } from './app.ts'
import type { RealtimeConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from './db/schema/index.ts'
import { manifest } from './manifest.ts'
import { createRealtimeMetrics } from './metrics.ts'
import { forgetExpired } from './secrets/client-secrets.ts'
import { LiveSessions } from './live/live-sessions.ts'
import type { SessionFacts } from './live/session-facts.ts'
import { endUnusable } from './sessions/end-unusable.ts'
import { renewLiveHolds, settleLost } from './lost/settle-lost.ts'
import { forgetOld, noteLive } from './store/session-rows.ts'
import { forgetOldTurns } from './store/turn-rows.ts'
import { serveTurns } from './subjects/serve-turns.ts'
import { VoiceDetectors } from './vad/voice-detector.ts'

const NOTE_INTERVAL_MS = 10_000
const TIDY_INTERVAL_MS = 30_000
const HOLD_RENEWAL_MS = 60_000
const MIB = 1024 * 1024
/** Audio that was sent and not processed yet. */
const SOUND_BUDGET = { processBytes: 512 * MIB, accountBytes: 128 * MIB }

/** Starts the service of voice sessions. @throws if NATS or Postgres cannot be reached */
export const create = (config: RealtimeConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: (parts) =>
      openServiceDatabase<Schema>({
        url: config.databaseUrl,
        schema: SCHEMA_NAME,
        migrations,
        maxConnections: config.maxConnections,
        ...parts,
      }),
    serve: (db, { bus, logger, lifetime, shutdown }) => {
      const context = createContext(config, { db, bus, logger, shutdown })
      lifetime.defer(() => context.voices.close())
      lifetime.defer(() => context.catalog.stop())
      bus.on(sessionClosed, ({ sessionId }) => {
        void context.live.find(sessionId)?.leave('normal', 'The session was closed over HTTP.')
      })
      bus.on(edgeLeaving, (leaving) => endThrough(context, leaving))
      serveTurns(context)
      endRevoked(context)
      for (const sweeper of startSweepers(context)) lifetime.defer(() => sweeper.stop())
      void leaveAll(context)
      // Their sockets are closed by then; the bus and the database are still available for their charges.
      lifetime.defer(() => context.live.ended())
      const checks = {
        postgres: () => requireReachable(db),
        catalog: () => unless(context.catalog.isLoaded(), 'No router has sent the list of models yet.'),
      }
      return {
        app: createApp(context, { bus: () => isConnected(bus), ...checks }),
        metrics: context.metrics.registry,
        checks,
        onCut: () => closeAll(context),
      }
    },
  })

/** Runs after the key cache has dropped its record of a changed key or account. */
const endRevoked = (context: Context): void => {
  const { bus, logger } = context
  const end = (isMeant: (facts: SessionFacts) => boolean): void => {
    endUnusable(context, isMeant).catch((error: unknown) =>
      logger.error({ err: error }, 'sessions of a changed key could not be looked at'),
    )
  }
  bus.on(keyChanged, ({ hash }) => end(({ keyHash }) => keyHash === hash))
  bus.on(accountChanged, (changed) => end(({ accountId }) => accountId === changed.accountId))
}

/** When the service stops, each session closes after its running answer. */
const leaveAll = async (context: Context): Promise<void> => {
  await context.shutdown.graceOver
  for (const session of context.live) void session.leave('restart', RESTARTS)
}

/** The client's connection ends with its edge; another edge accepts the next one. */
const endThrough = (context: Context, { edgeId, isCut }: EdgeLeaving): void => {
  for (const session of context.live) {
    if (session.edgeId !== edgeId) continue
    if (isCut) session.close('restart', RESTARTS)
    else void session.leave('restart', RESTARTS)
  }
}

const closeAll = (context: Context): void => {
  for (const session of context.live) session.close('restart', RESTARTS)
}

const RESTARTS = 'The service is restarting. Connect again.'

const startSweepers = (context: Context) => {
  const sweep = (intervalMs: number, name: string, act: () => Promise<unknown>) =>
    startSweeper({
      intervalMs,
      sweep: act,
      onError: (error) => context.logger.error({ err: error }, `${name} failed; tried again`),
    })
  return [
    sweep(Math.min(NOTE_INTERVAL_MS, context.config.silenceMs / 4), 'writing sessions down', () =>
      noteLive(context),
    ),
    sweep(HOLD_RENEWAL_MS, 'renewing holds', () => renewLiveHolds(context)),
    sweep(context.config.reconcileMs, 'settling lost sessions', () => settleLost(context)),
    // A key may expire, and a message may be lost.
    sweep(TIDY_INTERVAL_MS, 'looking at the keys of sessions', () => endUnusable(context)),
    sweep(TIDY_INTERVAL_MS, 'removing old sessions', () => forgetOld(context)),
    sweep(TIDY_INTERVAL_MS, 'removing old turns', () => forgetOldTurns(context)),
    sweep(TIDY_INTERVAL_MS, 'removing client secrets', () => forgetExpired(context)),
  ]
}

type Parts = { db: Database; bus: Bus; logger: Logger; shutdown: Shutdown }

const createContext = (config: RealtimeConfig, { db, bus, logger, shutdown }: Parts): Context => {
  const metrics = createRealtimeMetrics()
  return {
    config,
    db,
    bus,
    keys: createKeyCache(bus, Date.now),
    catalog: mirrorCatalog(bus, logger),
    bodies: new BodyBudget(SOUND_BUDGET),
    live: new LiveSessions(config),
    voices: new VoiceDetectors({
      logger,
      canUseModel: config.vad === 'auto',
      onStream: (detector) => metrics.microphones.inc({ detector }),
    }),
    keyRing: [{ id: 'realtime', key: randomBytes(32) }],
    metrics,
    shutdown,
    logger,
    now: Date.now,
    makeId: () => nanoid(24),
  }
}
