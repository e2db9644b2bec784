import { tmpdir } from 'node:os'
import path from 'node:path'
import { ENGINE_IMAGE, resolveCacheDirectory } from '@gptget/desktop-image'
import {
  busVariables,
  countVariable as count,
  databaseVariables,
  LISTEN_DEFAULTS,
  listenConfigOf,
  listenVariables,
  readEnvironment,
} from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { z } from 'zod'
import { parsePrices, type HourPrices } from './prices/prices.ts'

export const DRIVERS = ['auto', 'bwrap', 'docker', 'kubernetes', 'none'] as const
export type DriverChoice = (typeof DRIVERS)[number]

export type ComputersConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** The driver of desktops; `auto` takes the best one of this machine. */
  driver: DriverChoice
  /** The container engine of this machine; `runtime`: of its containers, null: the default. */
  engine: { socketPath: string; image: string; runtime: string | null }
  /** Of the driver `kubernetes`. */
  kubernetes: {
    namespace: string
    image: string
    runtimeClass: string | null
    storageClass: string | null
    warmPool: string | null
  }
  /** Disks of computers. */
  directory: string
  /** Where the desktop image is kept. */
  cacheDir: string
  /** The regions that callers may choose; all are this host's. The first is the default. */
  regions: readonly string[]
  /** The address of this service for browsers, for `connection_url`; null: that of the caller's request. */
  publicUrl: string | null
  /** Desktops running here at once; 0: by the machine's memory. */
  maxRunning: number
  /** Computers of one account, including stopped ones. */
  maxPerAccount: number
  prices: HourPrices
  /** The length of an hour; only proofs use shorter ones. */
  hourMs: number
  /** How long a desktop is idle before it is frozen; 0: never. */
  freezeAfterMs: number
  /** The interval at which rows, desktops and charges are reconciled. */
  reconcileMs: number
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 10,
  driver: 'auto',
  engine: { socketPath: '/var/run/docker.sock', image: ENGINE_IMAGE, runtime: null },
  directory: path.join(tmpdir(), `gptget-computers-${process.getuid?.() ?? 0}`),
  kubernetes: {
    namespace: 'gptget-computers',
    image: ENGINE_IMAGE,
    runtimeClass: null,
    storageClass: null,
    warmPool: null,
  },
  regions: ['us', 'fr'],
  publicUrl: null,
  maxRunning: 0,
  maxPerAccount: 20,
  prices: parsePrices('2c2g=0.0139,2c4g=0.0208,4c8g=0.0403'),
  hourMs: 3_600_000,
  freezeAfterMs: 300_000,
  reconcileMs: 30_000,
} satisfies Partial<ComputersConfig>

const names = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/)).min(1))

const kubernetesName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,251}$/)

const environment = z.object({
  ...listenVariables,
  ...busVariables,
  ...databaseVariables,
  COMPUTERS_DRIVER: z.enum(DRIVERS).default(DEFAULTS.driver),
  COMPUTERS_ENGINE_SOCKET: z.string().min(1).default(DEFAULTS.engine.socketPath),
  COMPUTERS_ENGINE_IMAGE: z.string().min(1).default(DEFAULTS.engine.image),
  COMPUTERS_ENGINE_RUNTIME: z
    .string()
    .regex(/^[\w.-]*$/)
    .default(''),
  COMPUTERS_KUBERNETES_NAMESPACE: kubernetesName.default(DEFAULTS.kubernetes.namespace),
  COMPUTERS_KUBERNETES_IMAGE: z.string().min(1).default(DEFAULTS.kubernetes.image),
  COMPUTERS_KUBERNETES_RUNTIME_CLASS: kubernetesName.or(z.literal('')).default(''),
  COMPUTERS_KUBERNETES_STORAGE_CLASS: kubernetesName.or(z.literal('')).default(''),
  COMPUTERS_KUBERNETES_WARM_POOL: kubernetesName.or(z.literal('')).default(''),
  COMPUTERS_DIR: z.string().min(1).default(DEFAULTS.directory),
  COMPUTERS_REGIONS: names.default([...DEFAULTS.regions]),
  COMPUTERS_PUBLIC_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  COMPUTERS_MAX_RUNNING: z.coerce.number().int().min(0).default(DEFAULTS.maxRunning),
  COMPUTERS_MAX_PER_ACCOUNT: count.default(DEFAULTS.maxPerAccount),
  COMPUTERS_HOUR_PRICES: z.string().transform(parsePrices).default(DEFAULTS.prices),
  COMPUTERS_HOUR_MS: count.default(DEFAULTS.hourMs),
  COMPUTERS_FREEZE_AFTER_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .default(DEFAULTS.freezeAfterMs / 1_000),
  COMPUTERS_RECONCILE_MS: count.default(DEFAULTS.reconcileMs),
})

/** @throws Error that names every missing or wrong variable */
export const configFromEnv = (env: NodeJS.ProcessEnv): ComputersConfig => {
  const data = readEnvironment('computers', environment, env)
  return {
    ...listenConfigOf(data),
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    driver: data.COMPUTERS_DRIVER,
    engine: {
      socketPath: data.COMPUTERS_ENGINE_SOCKET,
      image: data.COMPUTERS_ENGINE_IMAGE,
      runtime: data.COMPUTERS_ENGINE_RUNTIME || null,
    },
    kubernetes: {
      namespace: data.COMPUTERS_KUBERNETES_NAMESPACE,
      image: data.COMPUTERS_KUBERNETES_IMAGE,
      runtimeClass: data.COMPUTERS_KUBERNETES_RUNTIME_CLASS || null,
      storageClass: data.COMPUTERS_KUBERNETES_STORAGE_CLASS || null,
      warmPool: data.COMPUTERS_KUBERNETES_WARM_POOL || null,
    },
    directory: path.resolve(data.COMPUTERS_DIR),
    cacheDir: resolveCacheDirectory(env),
    regions: data.COMPUTERS_REGIONS,
    publicUrl: data.COMPUTERS_PUBLIC_URL.replace(/\/$/, '') || null,
    maxRunning: data.COMPUTERS_MAX_RUNNING,
    maxPerAccount: data.COMPUTERS_MAX_PER_ACCOUNT,
    prices: data.COMPUTERS_HOUR_PRICES,
    hourMs: data.COMPUTERS_HOUR_MS,
    freezeAfterMs: data.COMPUTERS_FREEZE_AFTER_SECONDS * 1_000,
    reconcileMs: data.COMPUTERS_RECONCILE_MS,
  }
}
