import type { Endpoint } from '../load/job.ts'

/** What every target works with. */
export type Surroundings = {
  /** The instant upstream: `http://127.0.0.1:1234`. */
  upstreamUrl: string
  /** Where programs are kept between runs. */
  cacheDirectory: string
  /** A folder of the run, removed at its end. */
  directory: string
  repository: string
  report: (line: string) => void
  /** Aborted when nothing more is to be started. */
  signal: AbortSignal
}

export type RunningTarget = {
  endpoint: Endpoint
  /** Its processes: these and their descendants. */
  pids: number[]
  stop(): Promise<void>
}

/** Something that stands between a caller and a provider. */
export type Target = {
  id: string
  title: string
  /** What it does for each request, so that a proxy is not compared with a platform by mistake. */
  does: string
  /** Installs what is missing and answers the version. @throws Error why it cannot be had. */
  prepare(surroundings: Surroundings): Promise<string>
  start(surroundings: Surroundings): Promise<RunningTarget>
}

export const CHAT_PATH = '/v1/chat/completions'

/** The models of the instant upstream that the bench asks for. */
export const MODELS = {
  /** A whole answer of 20 tokens at once. */
  plain: 'instant-20',
  /** 100 tokens, one every 20 ms, as a fast provider sends them. */
  stream: 'paced-100-20',
  /** A stream that says little and stays. */
  idle: 'paced-600-500',
} as const
