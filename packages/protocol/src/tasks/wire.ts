import type {
  Polled,
  SubmitOutcome,
  TaskHandle,
  TaskOutput,
  TaskQuantities,
  TaskRequest,
  TaskType,
} from '@gptget/contracts'
import type { WireWebhook } from './webhook.ts'

/** An image for a wire: a URL that its provider fetches, or the bytes. */
export type LoadedTaskImage = {
  role: 'first' | 'last' | 'reference'
} & ({ url: string } | { base64: string; mediaType: string })

/** A request for a wire, for one model of its provider. */
export type LoadedTask = Omit<TaskRequest, 'images'> & {
  type: TaskType
  model: string
  /** Our own id, to find the task again, and as the idempotency key if the provider supports one. */
  taskId: string
  images: readonly LoadedTaskImage[]
  /** The URL for the provider's webhooks; null for none. */
  webhookUrl: string | null
  /** The previous task at the same provider. */
  parent: TaskHandle | null
}

export type TaskBody =
  | { type: 'json'; value: unknown }
  | {
      type: 'form'
      fields: [name: string, value: string][]
      files: { name: string; base64: string; mediaType: string }[]
    }

/** `path` is below the provider's base URL. */
export type TaskCall = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  headers?: Record<string, string>
  body?: TaskBody
}

/** `body`: parsed JSON, or text if it is not JSON. */
export type TaskAnswer = { status: number; body: unknown }

/** A wire does not handle a missing answer. */
export type Submitted = Exclude<SubmitOutcome, { type: 'unknown' }>

/** An output whose bytes may be in the answer. */
export type WireOutput = Omit<TaskOutput, 'source'> & {
  source: TaskOutput['source'] | { type: 'base64'; base64: string; mediaType: string }
}
type Succeeded = Extract<Polled, { type: 'succeeded' }>
export type WirePolled = Exclude<Polled, Succeeded> | (Omit<Succeeded, 'outputs'> & { outputs: WireOutput[] })

/** The defaults, which are sent and priced. */
export type TaskDefaults = { seconds?: number; size?: string; resolution?: string; count?: number }

/**
 * The format of long tasks at one kind of provider. Pure: it writes calls and reads answers, and other code sends them.
 */
export type TaskWire = {
  types: readonly TaskType[]
  defaults: TaskDefaults
  /** How often one task may be polled. */
  pollIntervalMs: number
  /** The usual duration of a task. */
  usualMs: number
  /** Refuses unsupported fields. @throws PublicError naming the field */
  submit(task: LoadedTask): TaskCall
  readSubmitted(answer: TaskAnswer, task: LoadedTask): Submitted
  /** The number of tasks per call. */
  mostPerPoll: number
  poll(handles: readonly TaskHandle[]): TaskCall
  /** In the order of the handles. */
  readPolled(answer: TaskAnswer, handles: readonly TaskHandle[]): WirePolled[]
  /** The expected tokens by the provider's formula, for the hold. */
  estimate?(task: LoadedTask): TaskQuantities
  /** Its files are below its base URL and need its key. */
  sharesKeyWithOutputs?: boolean
  /** Only for providers with webhooks. */
  webhook?: WireWebhook
  /** Only for providers that can cancel. */
  cancel?(handle: TaskHandle): TaskCall
  /** Only if a task can be looked up by our id, after a submission without an answer. */
  find?(task: LoadedTask): TaskCall
  readFound?(answer: TaskAnswer, task: LoadedTask): TaskHandle | null
  /** Only if the URL of an output must be requested first. */
  locate?(fileId: string): TaskCall
  readLocated?(answer: TaskAnswer): string | null
}
