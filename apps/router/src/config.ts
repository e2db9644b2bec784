import { listenVariables, readEnvironment } from '@gptget/runtime'
import { z } from 'zod'

const environment = z.object({
  ...listenVariables,
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  GPTGET_CONFIG: z.string().optional(),
  GPTGET_HEAD_AFTER_MS: z.coerce.number().int().positive().default(15_000),
  GPTGET_IDEMPOTENCY_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3),
  GPTGET_RECORD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * 1024 * 1024),
})

export type RouterConfig = {
  host: string
  port: number
  natsUrl: string
  /** The operator's YAML, null when there is none. */
  configurationFile: string | null
  /** A stream's head is sent after this much silence, even if no token has come. */
  headAfterMs: number
  /** Memory for the answers that callers can come back for. */
  recordBytes: number
  /** Disk for all answers that idempotency keys stand for; the edges have the same setting. */
  claimBytes: number
  /** Where provider credentials and `${NAME}` come from. */
  env: NodeJS.ProcessEnv
}

/** Reads the router's settings. @throws Error that names every variable that is missing or wrong. */
export const configFromEnv = (env: NodeJS.ProcessEnv): RouterConfig => {
  const read = readEnvironment('router', environment, env)
  return {
    host: read.HOST,
    port: read.PORT,
    natsUrl: read.NATS_URL,
    configurationFile: read.GPTGET_CONFIG || null,
    headAfterMs: read.GPTGET_HEAD_AFTER_MS,
    recordBytes: read.GPTGET_RECORD_BYTES,
    claimBytes: read.GPTGET_IDEMPOTENCY_BYTES,
    env,
  }
}
