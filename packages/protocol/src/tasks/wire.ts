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

/** A picture as a wire writes it: an address that its provider fetches, or the bytes. */
export type LoadedTaskImage = {
  role: 'first' | 'last' | 'reference'
} & ({ url: string } | { base64: string; mediaType: string })

/** A request as a wire writes it, for one model of its provider. */
export type LoadedTask = Omit<TaskRequest, 'images'> & {
  type: TaskType
  model: string
  /** Our own id: what can be found again by it, and what an upstream that knows idempotency keeps apart. */
  taskId: string
  images: readonly LoadedTaskImage[]
  /** Where a provider with `webhook` says that there is news; null: nowhere. */
  webhookUrl: string | null
  /** What it follows on at the same provider. */
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

/** `body`: parsed JSON, or the text where it is none. */
export type TaskAnswer = { status: number; body: unknown }

/** Whether nobody answered is not for a wire to tell. */
export type Submitted = Exclude<SubmitOutcome, { type: 'unknown' }>

/** An output whose bytes may stand in the answer itself. */
export type WireOutput = Omit<TaskOutput, 'source'> & {
  source: TaskOutput['source'] | { type: 'base64'; base64: string; mediaType: string }
}
type Succeeded = Extract<Polled, { type: 'succeeded' }>
export type WirePolled = Exclude<Polled, Succeeded> | (Omit<Succeeded, 'outputs'> & { outputs: WireOutput[] })

/** What is sent and priced where the caller says nothing. */
export type TaskDefaults = { seconds?: number; size?: string; resolution?: string; count?: number }

/**
 * How one kind of provider is asked for what takes minutes. Pure: it writes calls and reads answers, and others send
 * them.
 */
export type TaskWire = {
  types: readonly TaskType[]
  defaults: TaskDefaults
  /** How often one task is asked for. */
  pollIntervalMs: number
  /** How long one usually takes. */
  usualMs: number
  /** What it cannot say is refused. @throws PublicError naming the field */
  submit(task: LoadedTask): TaskCall
  readSubmitted(answer: TaskAnswer, task: LoadedTask): Submitted
  /** How many are asked for in one call. */
  mostPerPoll: number
  poll(handles: readonly TaskHandle[]): TaskCall
  /** In the order of the handles. */
  readPolled(answer: TaskAnswer, handles: readonly TaskHandle[]): WirePolled[]
  /** What is counted in tokens, as its provider foresees it: for the hold. */
  estimate?(task: LoadedTask): TaskQuantities
  /** Its files are below its own address, and want its key. */
  sharesKeyWithOutputs?: boolean
  /** Only where the provider says when there is news. */
  webhook?: WireWebhook
  /** Only where the provider cancels. */
  cancel?(handle: TaskHandle): TaskCall
  /** Only where it can be looked for by our id: for a submission that nobody answered. */
  find?(task: LoadedTask): TaskCall
  readFound?(answer: TaskAnswer, task: LoadedTask): TaskHandle | null
  /** Only where outputs are files whose address is asked for first. */
  locate?(fileId: string): TaskCall
  readLocated?(answer: TaskAnswer): string | null
}
