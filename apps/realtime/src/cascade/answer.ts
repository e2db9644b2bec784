import type { PublicError } from '@gptget/errors'
import { asStageError } from '../ask/ask-edge.ts'
import type { SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import { failedDetails } from '../events/error-event.ts'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { durationMsOf, SoundEncoder } from '../sound/sound-encoder.ts'
import { askModel, type ModelEvent } from './ask-model.ts'
import { describeItem, type AnswerItem, type CallItem, type Conversation, type Item } from './conversation.ts'
import { MessageEvents } from './message-events.ts'
import { costOf, responseUsage, sumOf, type Part } from './parts.ts'
import { SentenceCutter } from './sentences.ts'
import { soundMsOf } from './heard.ts'
import { speak } from './speak.ts'
import { Speaker } from './speaker.ts'
import type { TurnClock } from './turn-clock.ts'

export type CancelReason = 'turn_detected' | 'client_cancelled'

export type AnswerOptions = {
  config: SessionConfig
  /** The input of the model, once everything said has been transcribed. */
  input: () => JsonObject[]
  /** Whether the answer becomes part of the conversation. */
  isKept: boolean
  metadata: JsonObject | null
  speechModel: string | null
  clock: TurnClock
}

type Parts = { context: Context; port: SessionPort; conversation: Conversation }
type Ending =
  | { status: 'completed' }
  | { status: 'incomplete'; reason: string }
  | { status: 'cancelled'; reason: CancelReason }
  | { status: 'failed'; error: PublicError }

/** One answer of a cascade: the model's text as it arrives, spoken sentence by sentence, and its tool calls. */
export class Answer {
  readonly #parts: Parts
  readonly #options: AnswerOptions
  readonly #abort = new AbortController()
  readonly #paid: Part[] = []
  readonly #output: Item[] = []
  readonly #cutter = new SentenceCutter()
  readonly #encoder: SoundEncoder
  readonly #speaker: Speaker
  readonly #chat: Part
  #id: string | null = null
  #message: { item: AnswerItem; events: MessageEvents } | null = null
  #sentenceMs = 0
  #usage: JsonObject | null = null
  #ending: Ending = { status: 'completed' }
  #firstSoundAtMs: number | null = null

  constructor(parts: Parts, options: AnswerOptions) {
    this.#parts = parts
    this.#options = options
    this.#chat = { type: 'chat', model: parts.port.model, generationId: null, costUsd: null }
    this.#encoder = new SoundEncoder(options.config.audio.output.format.type)
    this.#speaker = new Speaker({
      open: (text) => this.#open(text),
      onPiece: (piece) => this.#passOn(piece),
      onSentence: (text) => this.#sayDone(text),
    })
  }

  get id(): string | null {
    return this.#id
  }

  /** What may still be playing, and since when; null without audio. */
  get playing(): { item: AnswerItem; startedAtMs: number } | null {
    if (this.#message === null || this.#firstSoundAtMs === null) return null
    return { item: this.#message.item, startedAtMs: this.#firstSoundAtMs }
  }

  get isCancelled(): boolean {
    return this.#abort.signal.aborted
  }

  cancel(reason: CancelReason): void {
    if (this.#abort.signal.aborted) return
    this.#ending = { status: 'cancelled', reason }
    this.#abort.abort()
    this.#speaker.stop()
  }

  /** Resolves when `response.done` was sent. */
  async run(): Promise<Ending> {
    try {
      await this.#generate()
      await this.#speaker.finish()
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#ending = { status: 'failed', error: this.#failure(error) }
      this.#speaker.stop()
      await this.#speaker.finish().catch(() => {})
    }
    this.#finish()
    return this.#ending
  }

  #failure(error: unknown): PublicError {
    const failure = asStageError(error)
    if (failure.status >= 500) this.#parts.context.logger.warn({ err: error }, 'an answer failed')
    return failure
  }

  async #generate(): Promise<void> {
    const { context, port } = this.#parts
    for await (const event of askModel(context, port.caller, this.#request(), this.#abort.signal))
      this.#take(event)
    for (const sentence of this.#cutter.end()) this.#say(sentence)
  }

  #request(): JsonObject {
    const { config, input } = this.#options
    const { instructions, tools, tool_choice, max_output_tokens: most, reasoning } = config
    const { parallel_tool_calls = null } = config
    const together = parallel_tool_calls === null ? {} : { parallel_tool_calls }
    return {
      model: this.#parts.port.model,
      input: input(),
      ...(instructions === '' ? {} : { instructions }),
      ...(tools.length === 0 ? {} : { tools, tool_choice, ...together }),
      ...(reasoning?.effort === undefined ? {} : { reasoning: { effort: reasoning.effort } }),
      ...(most === 'inf' ? {} : { max_output_tokens: most }),
    }
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'begun':
        this.#chat.generationId = event.responseId
        this.#paid.push(this.#chat)
        return this.#begin(event.responseId)
      case 'text':
        return this.#write(event.delta)
      case 'call':
        return void this.#output.push(this.#callOf(event))
      case 'ended':
        this.#usage = event.usage
        this.#chat.costUsd = costOf(event.usage)
        if (event.status === 'incomplete')
          this.#ending = { status: 'incomplete', reason: event.reason ?? 'max_output_tokens' }
    }
  }

  #begin(id: string): void {
    this.#id = id
    this.#parts.port.send({ type: 'response.created', response: this.#describe('in_progress') })
  }

  #write(delta: string): void {
    if (delta === '') return
    this.#options.clock.mark('first_token')
    const { item, events } = (this.#message ??= this.#beginMessage())
    events.text(delta)
    if (item.modality === 'text') item.pieces.push({ text: delta, durationMs: null })
    else for (const sentence of this.#cutter.push(delta)) this.#say(sentence)
  }

  #beginMessage() {
    const { context, port, conversation } = this.#parts
    const { config, isKept } = this.#options
    const item: AnswerItem = {
      id: `item_${context.makeId()}`,
      type: 'answer',
      modality: config.output_modalities[0],
      pieces: [],
      status: 'in_progress',
      cutMs: null,
    }
    const previous = isKept ? conversation.add(item) : null
    this.#output.unshift(item)
    const events = new MessageEvents({ port, responseId: this.#id!, outputIndex: 0, item })
    events.begin(previous, isKept)
    return { item, events }
  }

  #say(sentence: string): void {
    if (sentence.trim() === '') this.#message?.item.pieces.push({ text: sentence, durationMs: 0 })
    else this.#speaker.say(sentence)
  }

  async *#open(text: string): AsyncGenerator<Buffer> {
    const { context, port } = this.#parts
    const { config, speechModel } = this.#options
    const { voice, speed } = config.audio.output
    const part: Part = { type: 'speech', model: speechModel!, generationId: null, costUsd: null }
    this.#paid.push(part)
    const asked = { model: part.model, voice, speed, text: text.trim(), signal: this.#abort.signal }
    for await (const event of speak(context, port.caller, asked))
      switch (event.type) {
        case 'begun':
          part.generationId = event.generationId
          break
        case 'sound':
          yield event.samples
          break
        case 'ended':
          part.costUsd = event.costUsd
      }
  }

  async #passOn(piece: Buffer): Promise<void> {
    if (this.#abort.signal.aborted) return
    const bytes = this.#encoder.push(piece)
    if (bytes.length === 0) return
    this.#firstSoundAtMs ??= this.#parts.context.now()
    this.#options.clock.mark('first_audio')
    this.#sentenceMs += durationMsOf(this.#options.config.audio.output.format.type, bytes.length)
    this.#message!.events.sound(bytes)
    await this.#parts.port.drained()
  }

  #sayDone(text: string): void {
    this.#message!.item.pieces.push({ text, durationMs: this.#sentenceMs })
    this.#sentenceMs = 0
  }

  #callOf({ callId, name, arguments: given }: ModelEvent & { type: 'call' }): CallItem {
    return { id: `item_${this.#parts.context.makeId()}`, type: 'call', callId, name, arguments: given }
  }

  #finish(): void {
    if (this.#id === null) this.#begin(`resp_${this.#parts.context.makeId()}`)
    const { status } = this.#ending
    this.#endMessage(status === 'completed')
    if (status === 'completed' || status === 'incomplete') this.#sendCalls()
    const { port } = this.#parts
    port.send({ type: 'response.done', response: this.#describe(status) })
    port.responded({ status, costUsd: sumOf(this.#paid) })
  }

  /** How much of it was heard, if it is played as it arrives. */
  #playedMs(): number {
    return this.#firstSoundAtMs === null ? 0 : this.#parts.context.now() - this.#firstSoundAtMs
  }

  #endMessage(isWhole: boolean): void {
    if (this.#message === null) return
    const { item, events } = this.#message
    item.status = isWhole ? 'completed' : 'incomplete'
    if (this.#ending.status === 'cancelled' && item.modality === 'audio')
      item.cutMs = Math.min(soundMsOf(item.pieces), this.#playedMs())
    events.end(this.#options.isKept)
  }

  #sendCalls(): void {
    const { port, conversation } = this.#parts
    for (const [index, item] of this.#output.entries()) {
      if (item.type !== 'call') continue
      const place = { response_id: this.#id, output_index: index }
      const shown = describeItem(item)
      const begun = { ...shown, status: 'in_progress', arguments: '' }
      port.send({ type: 'response.output_item.added', ...place, item: begun })
      if (this.#options.isKept) {
        const previous = conversation.add(item)
        port.send({ type: 'conversation.item.added', previous_item_id: previous, item: begun })
      }
      const call = { ...place, item_id: item.id, call_id: item.callId }
      port.send({ type: 'response.function_call_arguments.delta', ...call, delta: item.arguments })
      port.send({
        type: 'response.function_call_arguments.done',
        ...call,
        name: item.name,
        arguments: item.arguments,
      })
      if (this.#options.isKept)
        port.send({ type: 'conversation.item.done', previous_item_id: null, item: shown })
      port.send({ type: 'response.output_item.done', ...place, item: shown })
    }
  }

  #describe(status: Ending['status'] | 'in_progress'): JsonObject {
    const { config, metadata, isKept, clock } = this.#options
    const isDone = status !== 'in_progress'
    return {
      object: 'realtime.response',
      id: this.#id,
      status,
      status_details: isDone ? detailsOf(this.#ending) : null,
      output: isDone ? this.#output.map(describeItem) : [],
      conversation_id: isKept ? this.#parts.port.id.replace(/^sess/, 'conv') : null,
      output_modalities: config.output_modalities,
      max_output_tokens: config.max_output_tokens,
      audio: { output: { format: config.audio.output.format, voice: config.audio.output.voice } },
      usage: isDone ? responseUsage(this.#usage, [...clock.paid, ...this.#paid]) : null,
      metadata,
      ...(isDone ? { latency_ms: clock.describe() } : {}),
    }
  }
}

const detailsOf = (ending: Ending): JsonObject | null => {
  switch (ending.status) {
    case 'completed':
      return { type: 'completed' }
    case 'incomplete':
    case 'cancelled':
      return { type: ending.status, reason: ending.reason }
    case 'failed':
      return failedDetails(ending.error)
  }
}
