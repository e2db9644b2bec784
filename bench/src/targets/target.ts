import type { Endpoint } from '../load/job.ts'

/** The environment of every target. */
export type Surroundings = {
  /** The instant upstream: `http://127.0.0.1:1234`. */
  upstreamUrl: string
  /** The folder of programs, kept between runs. */
  cacheDirectory: string
  /** A folder of the run, deleted at its end. */
  directory: string
  repository: string
  report: (line: string) => void
  /** Aborted when nothing more may be started. */
  signal: AbortSignal
}

export type RunningTarget = {
  endpoint: Endpoint
  /** The pids of its processes, without descendants. */
  pids: number[]
  /** How long its program took to become ready, if its start prepared more. */
  readyMs?: number
  stop(): Promise<void>
}

/** A gateway or proxy between a caller and a provider. */
export type Target = {
  id: string
  title: string
  /** Its work for each request, so that a proxy is not compared with a platform by mistake. */
  does: string
  /** Installs it if necessary. Returns its version. @throws Error with the reason if that is impossible */
  prepare(surroundings: Surroundings): Promise<string>
  start(surroundings: Surroundings): Promise<RunningTarget>
}

export const CHAT_PATH = '/v1/chat/completions'

/** The instant upstream's models for the bench. */
export const MODELS = {
  /** A plain answer of 20 tokens at once. */
  plain: 'instant-20',
  /** 100 tokens, one every 20 ms, like a fast provider. */
  stream: 'paced-100-20',
  /** A slow stream that stays open. */
  idle: 'paced-600-500',
} as const
