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
import type { StorageConfig } from './storage/storage.ts'

export type MediaConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  storage: StorageConfig
  /** How long a file is kept unless its maker sets another time. */
  retentionMs: number
  /** The total size of an account's files. */
  quotaBytes: number
  /** The largest file. */
  maxFileBytes: number
  sweepIntervalMs: number
  /** A file whose writer has been silent for this long is left over from a crash. */
  writerSilenceMs: number
  /** Private hosts, as `host` or `host:port`, that the guarded fetcher may reach anyway. */
  allowedHosts: readonly string[]
}

const DAY_MS = 86_400_000
const GIB = 1024 ** 3

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 10,
  retentionMs: 7 * DAY_MS,
  quotaBytes: 10 * GIB,
  maxFileBytes: 4 * GIB,
  sweepIntervalMs: 60_000,
  writerSilenceMs: 300_000,
  allowedHosts: [],
} satisfies Partial<MediaConfig>

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== ''),
  )

const environment = z
  .object({
    ...listenVariables,
    ...busVariables,
    ...databaseVariables,
    MEDIA_DIRECTORY: z.string().min(1).optional(),
    MEDIA_S3_BUCKET: z.string().min(1).optional(),
    MEDIA_S3_ENDPOINT: z.url().optional(),
    MEDIA_S3_REGION: z.string().min(1).default('us-east-1'),
    MEDIA_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    MEDIA_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    MEDIA_RETENTION_DAYS: count.default(DEFAULTS.retentionMs / DAY_MS),
    MEDIA_QUOTA_BYTES: count.default(DEFAULTS.quotaBytes),
    MEDIA_MAX_FILE_BYTES: count.default(DEFAULTS.maxFileBytes),
    MEDIA_SWEEP_INTERVAL_MS: count.default(DEFAULTS.sweepIntervalMs),
    MEDIA_WRITER_SILENCE_MS: count.default(DEFAULTS.writerSilenceMs),
    MEDIA_ALLOWED_HOSTS: list,
  })
  .refine((read) => read.MEDIA_DIRECTORY !== undefined || read.MEDIA_S3_BUCKET !== undefined, {
    message: 'set MEDIA_DIRECTORY, or MEDIA_S3_BUCKET for an S3-compatible store',
    path: ['MEDIA_DIRECTORY'],
  })
  .refine(
    (read) => (read.MEDIA_S3_ACCESS_KEY_ID === undefined) === (read.MEDIA_S3_SECRET_ACCESS_KEY === undefined),
    { message: 'is needed with its other half', path: ['MEDIA_S3_ACCESS_KEY_ID'] },
  )

const storageOf = (read: z.output<typeof environment>): StorageConfig =>
  read.MEDIA_S3_BUCKET === undefined
    ? { type: 'filesystem', directory: read.MEDIA_DIRECTORY! }
    : {
        type: 's3',
        bucket: read.MEDIA_S3_BUCKET,
        endpoint: read.MEDIA_S3_ENDPOINT ?? null,
        region: read.MEDIA_S3_REGION,
        credentials:
          read.MEDIA_S3_ACCESS_KEY_ID === undefined
            ? null
            : {
                accessKeyId: read.MEDIA_S3_ACCESS_KEY_ID,
                secretAccessKey: read.MEDIA_S3_SECRET_ACCESS_KEY!,
              },
      }

/** @throws Error that names every missing or wrong variable */
export const configFromEnv = (env: NodeJS.ProcessEnv): MediaConfig => {
  const read = readEnvironment('media-proxy', environment, env)
  return {
    ...listenConfigOf(read),
    natsUrl: read.NATS_URL,
    databaseUrl: read.DATABASE_URL,
    maxConnections: read.DATABASE_MAX_CONNECTIONS,
    storage: storageOf(read),
    retentionMs: read.MEDIA_RETENTION_DAYS * DAY_MS,
    quotaBytes: read.MEDIA_QUOTA_BYTES,
    maxFileBytes: read.MEDIA_MAX_FILE_BYTES,
    sweepIntervalMs: read.MEDIA_SWEEP_INTERVAL_MS,
    writerSilenceMs: read.MEDIA_WRITER_SILENCE_MS,
    allowedHosts: read.MEDIA_ALLOWED_HOSTS,
  }
}
