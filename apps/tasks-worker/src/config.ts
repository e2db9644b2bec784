import {
  busVariables,
  countVariable as count,
  databaseVariables,
  LISTEN_DEFAULTS,
  listenConfigOf,
  listenVariables,
  readEnvironment,
} from '@gptget/runtime'
import { readFileSync } from 'node:fs'
import type { ListenConfig } from '@gptget/runtime'
import { z } from 'zod'

export type TasksConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** Background responses that one process runs at once. */
  maxRuns: number
  /** Background responses of one account that may wait at once; more are refused. */
  maxWaitingPerAccount: number
  /** From the start of a background response to its end. */
  runTimeoutMs: number
  /** How long a process may be silent before its runs count as failed. */
  runSilenceMs: number
  /** How long a response is kept after it was created or last continued. */
  retentionMs: number
  /** Counted from the last use of a conversation. */
  conversationRetentionMs: number
  /** An account's storage for responses and conversations; more is refused. */
  maxStoredBytes: number
  /** Memory for large bodies that are processed at once. */
  bodyBytes: number
  /** The address of the gateway for callers; null: that of each request. */
  publicUrl: string | null
  /** Tasks of one account that may be open at once; more are refused. */
  maxOpenTasksPerAccount: number
  /** Steps of tasks that one process does at once. */
  maxTaskSteps: number
  /** How long a process may be silent about a step before another one takes it. */
  taskLeaseMs: number
  /** From the start of a task to its end; then it is `expired`. */
  taskDeadlineMs: number
  /** How long a task waits for a provider without capacity. */
  taskQueueMs: number
  /** How long a task with an unconfirmed submission is looked for. */
  taskUnknownMs: number
  /** How long a provider may take to know a task that it accepted. */
  taskFindMs: number
  taskFirstPollMs: number
  taskLongestPollMs: number
  /** Tasks that are asked about in a second: by one process, and by all of them. More open tasks wait longer. */
  pollsPerSecond: number
  /** Calls for that in a second with one key of a provider, by all processes. */
  pollCallsPerSecond: number
  /** How long a finished task is remembered. */
  taskRetentionMs: number
  /** The waits before each further attempt to deliver a webhook. */
  webhookRetryMs: readonly number[]
  /** One or more random texts: the first encrypts secrets in the tables, each decrypts its own. */
  secret: string
  /** Whether webhooks may go to addresses without TLS. */
  isHttpReceiverAllowed: boolean
  /** As in billing: how long a lease lives without a renewal. */
  leaseLifetimeMs: number
}

const SHORTEST_SECRET = 32
const DAY_MS = 86_400_000

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 10,
  maxRuns: 64,
  maxWaitingPerAccount: 1_000,
  runTimeoutMs: 3_600_000,
  runSilenceMs: 30_000,
  retentionMs: 30 * DAY_MS,
  conversationRetentionMs: 3_650 * DAY_MS,
  maxStoredBytes: 1024 ** 3,
  bodyBytes: 128 * 1024 ** 2,
  publicUrl: null,
  maxOpenTasksPerAccount: 1_000,
  maxTaskSteps: 256,
  taskLeaseMs: 30_000,
  taskDeadlineMs: DAY_MS,
  taskQueueMs: 600_000,
  taskUnknownMs: 600_000,
  taskFindMs: 60_000,
  taskFirstPollMs: 2_000,
  taskLongestPollMs: 30_000,
  pollsPerSecond: 150,
  // Half of what Replicate allows, which publishes a limit: https://replicate.com/docs/topics/predictions/rate-limits
  pollCallsPerSecond: 25,
  taskRetentionMs: 30 * DAY_MS,
  // https://github.com/standard-webhooks/standard-webhooks: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h.
  webhookRetryMs: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * 1_000),
  isHttpReceiverAllowed: false,
  leaseLifetimeMs: 60_000,
} satisfies Partial<TasksConfig>

/** `5,300`: read as milliseconds. */
const seconds = z
  .string()
  .transform((text) => text.split(',').map((word) => Number(word) * 1_000))
  .pipe(z.array(z.number().positive()).max(20))

const settings = z.object({
  ...listenVariables,
  ...busVariables,
  ...databaseVariables,
  BACKGROUND_MAX_RUNS: count.default(DEFAULTS.maxRuns),
  BACKGROUND_MAX_WAITING_PER_ACCOUNT: count.default(DEFAULTS.maxWaitingPerAccount),
  BACKGROUND_TIMEOUT_MS: count.default(DEFAULTS.runTimeoutMs),
  BACKGROUND_SILENCE_MS: count.default(DEFAULTS.runSilenceMs),
  RESPONSE_RETENTION_DAYS: count.default(DEFAULTS.retentionMs / DAY_MS),
  CONVERSATION_RETENTION_DAYS: count.default(DEFAULTS.conversationRetentionMs / DAY_MS),
  STORED_BYTES_PER_ACCOUNT: count.default(DEFAULTS.maxStoredBytes),
  GPTGET_BODY_BYTES: count.min(50 * 1024 ** 2).default(DEFAULTS.bodyBytes),
  LEASE_LIFETIME_MS: count.default(DEFAULTS.leaseLifetimeMs),
  GPTGET_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TASKS_MAX_OPEN_PER_ACCOUNT: count.default(DEFAULTS.maxOpenTasksPerAccount),
  TASKS_MAX_STEPS: count.default(DEFAULTS.maxTaskSteps),
  TASKS_LEASE_MS: count.default(DEFAULTS.taskLeaseMs),
  TASKS_DEADLINE_MS: count.default(DEFAULTS.taskDeadlineMs),
  TASKS_QUEUE_MS: count.default(DEFAULTS.taskQueueMs),
  TASKS_UNKNOWN_MS: count.default(DEFAULTS.taskUnknownMs),
  TASKS_FIND_MS: count.default(DEFAULTS.taskFindMs),
  TASKS_FIRST_POLL_MS: count.default(DEFAULTS.taskFirstPollMs),
  TASKS_LONGEST_POLL_MS: count.default(DEFAULTS.taskLongestPollMs),
  TASKS_POLLS_PER_SECOND: count.default(DEFAULTS.pollsPerSecond),
  TASKS_POLL_CALLS_PER_SECOND: count.default(DEFAULTS.pollCallsPerSecond),
  WEBHOOK_RETRY_SECONDS: seconds.default([...DEFAULTS.webhookRetryMs]),
  WEBHOOK_ALLOW_HTTP: z.stringbool().default(DEFAULTS.isHttpReceiverAllowed),
  TASKS_RETENTION_DAYS: count.default(DEFAULTS.taskRetentionMs / DAY_MS),
  TASKS_SECRET: z.string().optional(),
  TASKS_SECRET_FILE: z.string().min(1).optional(),
})

const environment = settings
  .transform((read) => ({
    ...read,
    secret:
      read.TASKS_SECRET ??
      (read.TASKS_SECRET_FILE === undefined ? '' : readFileSync(read.TASKS_SECRET_FILE, 'utf8').trim()),
  }))
  .refine(({ secret }) => secret.length >= SHORTEST_SECRET, {
    message: `set TASKS_SECRET or TASKS_SECRET_FILE to random text of ${SHORTEST_SECRET} characters or more, as \`openssl rand -base64 32\` prints`,
    path: ['TASKS_SECRET'],
  })

/** @throws Error that names every missing or wrong variable */
export const configFromEnv = (env: NodeJS.ProcessEnv): TasksConfig => {
  const data = readEnvironment('tasks-worker', environment, env)
  return {
    ...listenConfigOf(data),
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    secret: data.secret,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    maxRuns: data.BACKGROUND_MAX_RUNS,
    maxWaitingPerAccount: data.BACKGROUND_MAX_WAITING_PER_ACCOUNT,
    runTimeoutMs: data.BACKGROUND_TIMEOUT_MS,
    runSilenceMs: data.BACKGROUND_SILENCE_MS,
    retentionMs: data.RESPONSE_RETENTION_DAYS * DAY_MS,
    conversationRetentionMs: data.CONVERSATION_RETENTION_DAYS * DAY_MS,
    maxStoredBytes: data.STORED_BYTES_PER_ACCOUNT,
    bodyBytes: data.GPTGET_BODY_BYTES,
    leaseLifetimeMs: data.LEASE_LIFETIME_MS,
    ...taskSettingsOf(data),
  }
}

const taskSettingsOf = (data: z.output<typeof environment>) => ({
  publicUrl: data.GPTGET_PUBLIC_URL === undefined ? null : new URL(data.GPTGET_PUBLIC_URL).origin,
  maxOpenTasksPerAccount: data.TASKS_MAX_OPEN_PER_ACCOUNT,
  maxTaskSteps: data.TASKS_MAX_STEPS,
  taskLeaseMs: data.TASKS_LEASE_MS,
  taskDeadlineMs: data.TASKS_DEADLINE_MS,
  taskQueueMs: data.TASKS_QUEUE_MS,
  taskUnknownMs: data.TASKS_UNKNOWN_MS,
  taskFindMs: data.TASKS_FIND_MS,
  taskFirstPollMs: data.TASKS_FIRST_POLL_MS,
  taskLongestPollMs: data.TASKS_LONGEST_POLL_MS,
  pollsPerSecond: data.TASKS_POLLS_PER_SECOND,
  pollCallsPerSecond: data.TASKS_POLL_CALLS_PER_SECOND,
  webhookRetryMs: data.WEBHOOK_RETRY_SECONDS,
  isHttpReceiverAllowed: data.WEBHOOK_ALLOW_HTTP,
  taskRetentionMs: data.TASKS_RETENTION_DAYS * DAY_MS,
})
