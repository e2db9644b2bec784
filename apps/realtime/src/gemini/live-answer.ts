import type { SessionPort } from '../backends/backend.ts'
import { sendCall } from '../cascade/call-events.ts'
import { describeItem, type AnswerItem, type CallItem, type Item } from '../cascade/conversation.ts'
import { MessageEvents } from '../cascade/message-events.ts'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { SoundEncoder } from '../sound/sound-encoder.ts'

type Options = { port: SessionPort; makeId: () => string; config: SessionConfig }

/** One answer of a Gemini session as OpenAI's events. Its frames have no start, so the first one creates it. */
export class LiveAnswer {
  readonly id: string
  readonly #options: Options
  readonly #encoder: SoundEncoder
  readonly #output: Item[] = []
  #message: { item: AnswerItem; events: MessageEvents } | null = null

  constructor(options: Options) {
    this.#options = options
    this.id = `resp_${options.makeId()}`
    this.#encoder = new SoundEncoder(options.config.audio.output.format.type)
    options.port.send({ type: 'response.created', response: this.#describe('in_progress', null, null) })
  }

  sound(samples: Buffer): void {
    const bytes = this.#encoder.push(samples)
    if (bytes.length > 0) this.#begun().events.sound(bytes)
  }

  text(delta: string): void {
    const { item, events } = this.#begun()
    item.pieces.push({ text: delta, durationMs: null })
    events.text(delta)
  }

  call(callId: string, name: string, args: string): void {
    const { port, makeId } = this.#options
    const item: CallItem = { id: `item_${makeId()}`, type: 'call', callId, name, arguments: args }
    sendCall(port, item, { responseId: this.id, outputIndex: this.#output.length }, null)
    this.#output.push(item)
  }

  /** The last events of its message. `done` makes `response.done`, whose usage is charged. */
  end(status: 'completed' | 'cancelled'): void {
    if (this.#message === null) return
    this.#message.item.status = status === 'completed' ? 'completed' : 'incomplete'
    this.#message.events.end(true)
  }

  done(status: 'completed' | 'cancelled', reason: string | null, usage: JsonObject | null): JsonObject {
    return this.#describe(status, reason, usage)
  }

  #begun(): { item: AnswerItem; events: MessageEvents } {
    if (this.#message !== null) return this.#message
    const { port, makeId, config } = this.#options
    const [modality] = config.output_modalities
    const item: AnswerItem = {
      id: `item_${makeId()}`,
      type: 'answer',
      modality,
      pieces: [],
      status: 'in_progress',
      cutMs: null,
    }
    const events = new MessageEvents({ port, responseId: this.id, outputIndex: this.#output.length, item })
    this.#output.push(item)
    events.begin(null, true)
    this.#message = { item, events }
    return this.#message
  }

  #describe(status: string, reason: string | null, usage: JsonObject | null): JsonObject {
    const { config } = this.#options
    const isDone = status !== 'in_progress'
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: isDone ? { type: status, ...(reason === null ? {} : { reason }) } : null,
      output: isDone ? this.#output.map(describeItem) : [],
      output_modalities: config.output_modalities,
      max_output_tokens: config.max_output_tokens,
      usage,
      metadata: null,
    }
  }
}
