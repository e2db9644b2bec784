import { ffmpegOnce } from '@gptget/audio'
import { createKeyCache } from '@gptget/http'
import { openServiceDatabase, requireReachable } from '@gptget/postgres'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { nanoid } from 'nanoid'
import { createApp } from './app.ts'
import { DEFAULTS } from './config.ts'
import { OpenSends } from './sends/open-sends.ts'
import type { MediaConfig } from './config.ts'
import type { Context } from './context.ts'
import { FoundFiles } from './recall/found-files.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Schema } from './db/schema/index.ts'
import { startFileSweeper } from './files/sweep-files.ts'
import { manifest } from './manifest.ts'
import { createMediaMetrics } from './metrics.ts'
import { createSigningKeys } from './signing/signing-keys.ts'
import { openStorage } from './storage/open-storage.ts'
import { serveForeign } from './subjects/serve-foreign.ts'
import { serveMedia } from './subjects/serve-media.ts'

export type MediaOptions = Partial<MediaConfig> & Pick<MediaConfig, 'natsUrl' | 'databaseUrl' | 'storage'>

const now = (): Date => new Date()
const makeId = (): string => nanoid(24)

/**
 * Starts the service that owns stored media and the guarded fetcher. Any number of processes may run at once if they
 * share their store.
 *
 * @throws if NATS, Postgres or the store cannot be reached
 */
export const create = (options: MediaOptions, dependencies: ServiceDependencies = {}): Promise<Service> => {
  const config: MediaConfig = { ...DEFAULTS, ...options }
  return startService(manifest, config, dependencies, {
    open: async (parts) => ({
      storage: await openStorage(config.storage),
      db: await openServiceDatabase<Schema>({
        url: config.databaseUrl,
        schema: SCHEMA_NAME,
        migrations,
        maxConnections: config.maxConnections,
        ...parts,
      }),
    }),
    serve: ({ db, storage }, { bus, logger, lifetime }) => {
      const metrics = createMediaMetrics()
      const keys = { keys: createKeyCache(bus, Date.now), now: Date.now }
      const signingKeys = createSigningKeys({ db, now, makeId })
      const ffmpeg = ffmpegOnce({ env: process.env, report: (line) => logger.info(line) })
      const context: Context = {
        config,
        db,
        storage,
        address: { url: null },
        found: new FoundFiles(),
        sends: new OpenSends(),
        signingKeys,
        keys,
        metrics,
        ffmpeg,
        logger,
        now,
        makeId,
      }
      serveMedia(context, bus)
      serveForeign(context, bus)
      const sweeper = startFileSweeper(context)
      lifetime.defer(() => sweeper.stop())
      const onListening = (url: string): void => void (context.address.url = url)
      const checks = { postgres: () => requireReachable(db), storage: () => storage.requireReachable() }
      return { app: createApp(context, checks), metrics: metrics.registry, checks, onListening }
    },
  })
}
