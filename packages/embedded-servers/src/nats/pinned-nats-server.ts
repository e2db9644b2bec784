import path from 'node:path'
import { z } from 'zod'
import pins from '../../nats-server.json' with { type: 'json' }

const pinFile = z.object({
  version: z.string(),
  wheels: z.record(z.string(), z.object({ platform: z.string(), sha256: z.string() })),
})

/**
 * The nats-server that runs here and in tests, and its wheels by Node's platform and architecture. Newer than every fix
 * that https://advisories.nats.io lists (2.14.3, 2026-06-29). `infra/onebox/bootstrap` reads the file too.
 */
export const PINNED = pinFile.parse(pins)

/** The version that is downloaded and run. */
export const PINNED_NATS_VERSION = PINNED.version

/** The first version without known advisories. An older one is used only if the operator names it. */
export const OLDEST_SAFE = [2, 14, 3] as const

/** The cache folder of the pinned one, with `nats-server` in it. */
export const pinnedFolder = (cacheDirectory: string): string =>
  path.join(cacheDirectory, `nats-server-${PINNED.version}-${process.platform}-${process.arch}`)
