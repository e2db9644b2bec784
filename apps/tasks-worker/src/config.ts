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

export type TasksConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** Background responses that one process runs at once. */
  maxRuns: number
  /** Background responses of one account that may wait at once; one more is refused. */
  maxWaitingPerAccount: number
  /** From the start of a background response to its end. */
  runTimeoutMs: number
  /** How long a process may say nothing of what it runs before that counts as failed. */
  runSilenceMs: number
  /** How long a response is kept after it was made or last followed on. */
  retentionMs: number
  /** What one account may keep of responses and conversations; more is refused. */
  maxStoredBytes: number
  /** Memory for large bodies that are worked on at once. */
  bodyBytes: number
  /** As billing has it: how long a lease lives without our sign of life. */
  leaseLifetimeMs: number
}

const DAY_MS = 86_400_000

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 10,
  maxRuns: 64,
  maxWaitingPerAccount: 1_000,
  runTimeoutMs: 3_600_000,
  runSilenceMs: 30_000,
  retentionMs: 30 * DAY_MS,
  maxStoredBytes: 1024 ** 3,
  bodyBytes: 128 * 1024 ** 2,
  leaseLifetimeMs: 60_000,
} satisfies Partial<TasksConfig>

const environment = z.object({
  ...listenVariables,
  ...busVariables,
  ...databaseVariables,
  BACKGROUND_MAX_RUNS: count.default(DEFAULTS.maxRuns),
  BACKGROUND_MAX_WAITING_PER_ACCOUNT: count.default(DEFAULTS.maxWaitingPerAccount),
  BACKGROUND_TIMEOUT_MS: count.default(DEFAULTS.runTimeoutMs),
  BACKGROUND_SILENCE_MS: count.default(DEFAULTS.runSilenceMs),
  RESPONSE_RETENTION_DAYS: count.default(DEFAULTS.retentionMs / DAY_MS),
  STORED_BYTES_PER_ACCOUNT: count.default(DEFAULTS.maxStoredBytes),
  GPTGET_BODY_BYTES: count.min(50 * 1024 ** 2).default(DEFAULTS.bodyBytes),
  LEASE_LIFETIME_MS: count.default(DEFAULTS.leaseLifetimeMs),
})

/** @throws Error that names every variable that is missing or wrong */
export const configFromEnv = (env: NodeJS.ProcessEnv): TasksConfig => {
  const data = readEnvironment('tasks-worker', environment, env)
  return {
    ...listenConfigOf(data),
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    maxRuns: data.BACKGROUND_MAX_RUNS,
    maxWaitingPerAccount: data.BACKGROUND_MAX_WAITING_PER_ACCOUNT,
    runTimeoutMs: data.BACKGROUND_TIMEOUT_MS,
    runSilenceMs: data.BACKGROUND_SILENCE_MS,
    retentionMs: data.RESPONSE_RETENTION_DAYS * DAY_MS,
    maxStoredBytes: data.STORED_BYTES_PER_ACCOUNT,
    bodyBytes: data.GPTGET_BODY_BYTES,
    leaseLifetimeMs: data.LEASE_LIFETIME_MS,
  }
}
