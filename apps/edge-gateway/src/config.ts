import { busVariables, listenConfigOf, listenVariables, readEnvironment } from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { z } from 'zod'

const environment = z.object({
  ...listenVariables,
  PORT: listenVariables.PORT.unwrap().default(8080),
  ...busVariables,
  GPTGET_REQUEST_TIMEOUT_MS: z.coerce.number().int().positive().default(600_000),
  GPTGET_KEEP_ALIVE_MS: z.coerce.number().int().min(4).default(10_000),
  GPTGET_IDEMPOTENCY_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3),
  GPTGET_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(50 * 1024 ** 2)
    .default(64 * 1024 ** 2),
  GPTGET_LOOKUPS_PER_MINUTE: z.coerce.number().int().positive().default(3_000),
  GPTGET_OPEN_REQUESTS_PER_ACCOUNT: z.coerce.number().int().positive().default(500),
  GPTGET_OPEN_GENERATIONS_PER_ACCOUNT: z.coerce.number().int().positive().default(2_000),
  GPTGET_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  LEASE_LIFETIME_MS: z.coerce.number().int().positive().default(60_000),
})

export type EdgeConfig = ListenConfig & {
  natsUrl: string
  /** From the arrival of the request to the end of its answer. */
  requestTimeoutMs: number
  /** How long a stream may be silent before a keep-alive is sent. */
  keepAliveMs: number
  /** Disk for all answers stored under idempotency keys; the routers have the same setting. */
  claimBytes: number
  /** Memory for large request bodies, of all callers together. */
  bodyBytes: number
  /** Requests of one key, not counting generations. */
  lookupsPerMinute: number
  /** Requests of one account that may be open at once, not counting generations: events, downloads, WebSockets. */
  openRequestsPerAccount: number
  /** Generations of one account that may be open at once. */
  openGenerationsPerAccount: number
  /** The address under which callers know us, without a path. null: that of each request. */
  publicUrl: string | null
  /** As in billing: how long a lease lives without a renewal. */
  leaseLifetimeMs: number
}

/** Reads the edge's settings. @throws Error that names every variable that is missing or wrong. */
export const configFromEnv = (env: NodeJS.ProcessEnv): EdgeConfig => {
  const read = readEnvironment('edge-gateway', environment, env)
  return {
    ...listenConfigOf(read),
    natsUrl: read.NATS_URL,
    requestTimeoutMs: read.GPTGET_REQUEST_TIMEOUT_MS,
    keepAliveMs: read.GPTGET_KEEP_ALIVE_MS,
    claimBytes: read.GPTGET_IDEMPOTENCY_BYTES,
    bodyBytes: read.GPTGET_BODY_BYTES,
    lookupsPerMinute: read.GPTGET_LOOKUPS_PER_MINUTE,
    openRequestsPerAccount: read.GPTGET_OPEN_REQUESTS_PER_ACCOUNT,
    openGenerationsPerAccount: read.GPTGET_OPEN_GENERATIONS_PER_ACCOUNT,
    publicUrl: read.GPTGET_PUBLIC_URL === undefined ? null : new URL(read.GPTGET_PUBLIC_URL).origin,
    leaseLifetimeMs: read.LEASE_LIFETIME_MS,
  }
}
