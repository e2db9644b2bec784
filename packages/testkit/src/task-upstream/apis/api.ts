import type { TaskScript } from './script.ts'

/** A task at a scripted provider. */
export type Job = {
  id: string
  script: TaskScript
  /** The whole body of its submission, as text. */
  body: string
  /** The path of its submission. */
  path: string
  headers: Readonly<Record<string, string | undefined>>
  polls: number
  isCancelled: boolean
  /** The current URLs of its files; they change after the old ones have expired. */
  files: (extension: string, count?: number) => string[]
  /** The URLs of its files on the provider's own host, which requires the key. */
  own: (extension: string) => string[]
}

export type JobState = 'running' | 'done' | 'fail' | 'refuse' | 'cancel' | 'empty' | 'expire'

type Answer = (job: Job, state: JobState) => unknown

/**
 * One endpoint of an API. `:id` in its path is the job's id; without it, `idsIn` finds the ids in the body.
 * `file`: returns the bytes, and requires the provider's key.
 */
export type Endpoint = { method: string; path: string } & (
  | { does: 'submit'; answer: (job: Job) => unknown }
  | {
      does: 'read'
      answer: Answer
      statusOf?: (state: JobState) => number
      /** Another id by which the job can be polled. */
      alsoBy?: (job: Job) => string | undefined
    }
  | { does: 'locate'; answer: (job: Job) => unknown }
  | { does: 'readMany'; idsIn: (body: string) => string[]; answer: (each: [Job, JobState][]) => unknown }
  | { does: 'cancel'; answer: Answer }
  | { does: 'file'; extension: string }
)

/** The API of a provider, as its documentation describes it, as data. */
export type TaskApi = {
  /** Its name, and the start of its paths on the scripted server. */
  name: string
  /** The path between the name and the endpoints, as in an operator's base URL. */
  prefix: string
  /** The header with the key, and its format. Calls without it are refused. */
  auth: { header: string; value: RegExp }
  endpoints: readonly Endpoint[]
  /** The body of an error response. */
  refusal: (status: number, message: string) => unknown
  /** Whether the API answers errors with status 200. */
  isAlways200?: boolean
}

/** The provider's word for a job's state, or an unknown word while it runs if the script has `isOdd`. */
export const worded =
  (words: Record<JobState, string>) =>
  ({ script }: Job, state: JobState): string =>
    state === 'running' && script.isOdd ? 'rendering_phase_two' : words[state]
