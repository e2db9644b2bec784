import type { TaskScript } from './script.ts'

/** A task at a scripted provider. */
export type Job = {
  id: string
  script: TaskScript
  /** The whole body of its submission, as text. */
  body: string
  /** What the submission was sent to. */
  path: string
  headers: Readonly<Record<string, string | undefined>>
  polls: number
  isCancelled: boolean
  /** Where its files are now; another place after the old one is dead. */
  files: (extension: string, count?: number) => string[]
  /** The same below the provider's own address, which wants its key. */
  own: (extension: string) => string[]
}

export type JobState = 'running' | 'done' | 'fail' | 'refuse' | 'cancel' | 'empty' | 'expire'

type Answer = (job: Job, state: JobState) => unknown

/**
 * One call of an API. `:id` in its path names the job; without one, `idsIn` finds the jobs in the body.
 * `file`: the bytes themselves, with the provider's key.
 */
export type Endpoint = { method: string; path: string } & (
  | { does: 'submit'; answer: (job: Job) => unknown }
  | {
      does: 'read'
      answer: Answer
      statusOf?: (state: JobState) => number
      /** Another name by which a job is asked for. */
      alsoBy?: (job: Job) => string | undefined
    }
  | { does: 'locate'; answer: (job: Job) => unknown }
  | { does: 'readMany'; idsIn: (body: string) => string[]; answer: (each: [Job, JobState][]) => unknown }
  | { does: 'cancel'; answer: Answer }
  | { does: 'file'; extension: string }
)

/** The API of a provider as its documents have it, as data. */
export type TaskApi = {
  /** Also the beginning of its paths on the scripted server. */
  name: string
  /** What comes between that and the endpoints, as an operator writes a base URL. */
  prefix: string
  /** The header that shows the key, and how; a call without it is refused. */
  auth: { header: string; value: RegExp }
  endpoints: readonly Endpoint[]
  /** Its word for a state, or one that nobody ever heard of. */
  refusal: (status: number, message: string) => unknown
  /** How errors are told by an API that answers everything with 200. */
  isAlways200?: boolean
}

/** A state as a provider words it; an odd one while it runs, where the script wants that. */
export const worded =
  (words: Record<JobState, string>) =>
  ({ script }: Job, state: JobState): string =>
    state === 'running' && script.isOdd ? 'rendering_phase_two' : words[state]
