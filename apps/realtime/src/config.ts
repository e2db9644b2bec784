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

export type RealtimeConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** Sessions of one key, and of this process. */
  maxSessionsPerKey: number
  maxSessions: number
  /** How long a client may send nothing, and how long a session may last. */
  idleMs: number
  maxSessionMs: number
  /** The speech and transcription models if the session names none that exists; null: chosen from the catalog. */
  speechModel: string | null
  transcriptionModel: string | null
  /** The speech detector; `auto` uses silero if it can be loaded. */
  vad: 'auto' | 'energy'
  /** A session whose process has been silent for this long died with it. */
  silenceMs: number
  /** The interval between checks for such sessions. */
  reconcileMs: number
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 5,
  maxSessionsPerKey: 100,
  maxSessions: 2_000,
  idleMs: 600_000,
  maxSessionMs: 3_600_000,
  speechModel: null,
  transcriptionModel: null,
  vad: 'auto',
  silenceMs: 60_000,
  reconcileMs: 15_000,
} satisfies Partial<RealtimeConfig>

const environment = z.object({
  ...listenVariables,
  ...busVariables,
  ...databaseVariables,
  REALTIME_MAX_SESSIONS_PER_KEY: count.default(DEFAULTS.maxSessionsPerKey),
  REALTIME_MAX_SESSIONS: count.default(DEFAULTS.maxSessions),
  REALTIME_IDLE_SECONDS: count.default(DEFAULTS.idleMs / 1_000),
  REALTIME_MAX_SESSION_SECONDS: count.default(DEFAULTS.maxSessionMs / 1_000),
  REALTIME_SPEECH_MODEL: z.string().default(''),
  REALTIME_TRANSCRIPTION_MODEL: z.string().default(''),
  REALTIME_SILENCE_MS: count.default(DEFAULTS.silenceMs),
  REALTIME_RECONCILE_MS: count.default(DEFAULTS.reconcileMs),
  REALTIME_VAD: z.enum(['auto', 'energy']).default(DEFAULTS.vad),
})

/** @throws Error that names every missing or wrong variable */
export const configFromEnv = (env: NodeJS.ProcessEnv): RealtimeConfig => {
  const data = readEnvironment('realtime', environment, env)
  return {
    ...listenConfigOf(data),
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    maxSessionsPerKey: data.REALTIME_MAX_SESSIONS_PER_KEY,
    maxSessions: data.REALTIME_MAX_SESSIONS,
    idleMs: data.REALTIME_IDLE_SECONDS * 1_000,
    maxSessionMs: data.REALTIME_MAX_SESSION_SECONDS * 1_000,
    speechModel: data.REALTIME_SPEECH_MODEL || null,
    transcriptionModel: data.REALTIME_TRANSCRIPTION_MODEL || null,
    vad: data.REALTIME_VAD,
    silenceMs: data.REALTIME_SILENCE_MS,
    reconcileMs: data.REALTIME_RECONCILE_MS,
  }
}
