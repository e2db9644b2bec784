import {
  busVariables,
  listenConfigOf,
  listenVariables,
  readEnvironment,
  withSecretFiles,
} from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { parseKeyRing } from '@gptget/keys'
import type { KeyRing } from '@gptget/keys'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const environment = z.object({
  ...listenVariables,
  ...busVariables,
  GPTGET_CONFIG: z.string().optional(),
  GPTGET_BYOK_FEE_PERCENT: z.coerce.number().min(0).max(100).multipleOf(0.01).default(5),
  GPTGET_ENCRYPTION_KEY: z.string().default(''),
  GPTGET_ENCRYPTION_KEY_FILE: z.string().default(''),
  GPTGET_HEAD_AFTER_MS: z.coerce.number().int().positive().default(15_000),
  GPTGET_IDEMPOTENCY_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3),
  GPTGET_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(50 * 1024 ** 2)
    .default(128 * 1024 ** 2),
  GPTGET_RECORD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024 * 1024),
})

export type RouterConfig = ListenConfig & {
  natsUrl: string
  /** The operator's YAML, or null. */
  configurationFile: string | null
  /** The fee for requests with an account's own key, in hundredths of a percent of the list price. */
  byokFeeBasisPoints: number
  /** Encrypts accounts' own provider keys. null: they cannot be stored. */
  keyRing: KeyRing | null
  /** The headers of a stream are sent after this much silence, even without a token. */
  headAfterMs: number
  /** Memory for answers that callers can resume. */
  recordBytes: number
  /** Memory for large request bodies without an answer yet, and for their translations. */
  bodyBytes: number
  /** Disk for all answers stored under idempotency keys; the edges have the same setting. */
  claimBytes: number
  /** The source of provider credentials and of `${NAME}`. */
  env: NodeJS.ProcessEnv
}

/**
 * Reads the router's settings, including files of `GPTGET_SECRETS_DIR`. `env` does not contain these: they are read
 * again at each reload. @throws Error that names every missing or wrong variable, or the file that cannot be read.
 */
export const configFromEnv = (env: NodeJS.ProcessEnv): RouterConfig => {
  const read = readEnvironment('router', environment, withSecretFiles(env, env.GPTGET_SECRETS_DIR))
  return {
    ...listenConfigOf(read),
    natsUrl: read.NATS_URL,
    configurationFile: read.GPTGET_CONFIG || null,
    byokFeeBasisPoints: Math.round(read.GPTGET_BYOK_FEE_PERCENT * 100),
    keyRing: readKeyRing(read.GPTGET_ENCRYPTION_KEY, read.GPTGET_ENCRYPTION_KEY_FILE),
    headAfterMs: read.GPTGET_HEAD_AFTER_MS,
    bodyBytes: read.GPTGET_BODY_BYTES,
    recordBytes: read.GPTGET_RECORD_BYTES,
    claimBytes: read.GPTGET_IDEMPOTENCY_BYTES,
    env,
  }
}

const readKeyRing = (keys: string, file: string): KeyRing | null =>
  parseKeyRing([keys, file === '' ? '' : readFileSync(file, 'utf8')].join(' '))
