import type { PublicError } from '@gptget/errors'
import { asStageError } from '../ask/ask-edge.ts'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { AnswerMessage } from './answer-message.ts'
import { askModel, type ModelEvent } from './ask-model.ts'
import { sendCall } from './call-events.ts'
import { conversationIdOf, type CascadeSession } from './cascade-session.ts'
import { describeItem, type AnswerItem, type CallItem } from './conversation.ts'
import { detailsOf, type CancelReason, type Ending } from './ending.ts'
import type { Exchange } from './exchange.ts'
import { costOf, responseUsage, sumOf, type Part } from './parts.ts'
import { speak } from './speak.ts'

export type AnswerOptions = {
  config: SessionConfig
  /** The input of the model, once everything said has been transcribed. */
  input: () => JsonObject[]
  /** Whether the answer becomes part of the conversation. */
  isKept: boolean
  metadata: JsonObject | null
  speechModel: string | null
  exchange: Exchange
}

/** One answer of a cascade: the model's message, spoken as it arrives, and its tool calls. */
export class Answer {
  readonly #session: CascadeSession
  readonly #options: AnswerOptions
  readonly #abort = new AbortController()
  readonly #paid: Part[] = []
  readonly #calls: CallItem[] = []
  readonly #chat: Part
  #id: string | null = null
  #message: AnswerMessage | null = null
  #usage: JsonObject | null = null
  #ending: Ending = { status: 'completed' }

  constructor(session: CascadeSession, options: AnswerOptions) {
    this.#session = session
    this.#options = options
    this.#chat = { type: 'chat', model: session.port.model, generationId: null, costUsd: null }
  }

  get id(): string | null {
    return this.#id
  }

  /** What may still be playing, and since when; null without audio. */
  get playing(): { item: AnswerItem; startedAtMs: number } | null {
    return this.#message?.playing ?? null
  }

  get isCancelled(): boolean {
    return this.#abort.signal.aborted
  }

  cancel(reason: CancelReason): void {
    if (this.isCancelled) return
    this.#ending = { status: 'cancelled', reason }
    this.#abort.abort()
    void this.#message?.stop()
  }

  /** Resolves when `response.done` was sent. */
  async run(): Promise<Ending> {
    const { context, port } = this.#session
    try {
      for await (const event of askModel(context, port.caller, this.#request(), this.#abort.signal))
        this.#take(event)
      await this.#message?.finish()
    } catch (error) {
      if (!this.isCancelled) this.#ending = { status: 'failed', error: this.#failure(error) }
      await this.#message?.stop()
    }
    this.#finish()
    return this.#ending
  }

  #failure(error: unknown): PublicError {
    const failure = asStageError(error)
    if (failure.status >= 500) this.#session.context.logger.warn({ err: error }, 'an answer failed')
    return failure
  }

  #request(): JsonObject {
    const { config, input } = this.#options
    const { instructions, tools, tool_choice, max_output_tokens: most, reasoning } = config
    const { parallel_tool_calls = null } = config
    const together = parallel_tool_calls === null ? {} : { parallel_tool_calls }
    return {
      model: this.#session.port.model,
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
        return void this.#calls.push(this.#callOf(event))
      case 'ended':
        this.#usage = event.usage
        this.#chat.costUsd = costOf(event.usage)
        if (event.status === 'incomplete')
          this.#ending = { status: 'incomplete', reason: event.reason ?? 'max_output_tokens' }
    }
  }

  #begin(id: string): void {
    this.#id = id
    this.#session.port.send({ type: 'response.created', response: this.#describe('in_progress') })
  }

  #write(delta: string): void {
    if (delta === '') return
    const { config, isKept, exchange } = this.#options
    exchange.clock.mark('first_token')
    this.#message ??= new AnswerMessage(this.#session, {
      responseId: this.#id!,
      config,
      isKept,
      clock: exchange.clock,
      signal: this.#abort.signal,
      speak: (text) => this.#speak(text),
    })
    this.#message.write(delta)
  }

  async *#speak(text: string): AsyncGenerator<Buffer> {
    const { context, port } = this.#session
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

  #callOf({ callId, name, arguments: given }: ModelEvent & { type: 'call' }): CallItem {
    return { id: `item_${this.#session.context.makeId()}`, type: 'call', callId, name, arguments: given }
  }

  #finish(): void {
    const { port, context } = this.#session
    if (this.#id === null) this.#begin(`resp_${context.makeId()}`)
    const { status } = this.#ending
    this.#message?.end(this.#ending)
    if (status === 'completed' || status === 'incomplete') this.#sendCalls()
    const latency = this.#options.exchange.clock.latency()
    port.responded({ id: this.#id!, status, costUsd: sumOf(this.#paid), latency })
    port.send({ type: 'response.done', response: this.#describe(status) })
  }

  #sendCalls(): void {
    const { port, conversation } = this.#session
    const before = this.#message === null ? 0 : 1
    for (const [index, item] of this.#calls.entries()) {
      const previous = this.#options.isKept ? conversation.add(item) : undefined
      sendCall(port, item, { responseId: this.#id!, outputIndex: before + index }, previous)
    }
  }

  #describe(status: Ending['status'] | 'in_progress'): JsonObject {
    const { config, metadata, isKept, exchange } = this.#options
    const isDone = status !== 'in_progress'
    const output = this.#message === null ? this.#calls : [this.#message.item, ...this.#calls]
    return {
      object: 'realtime.response',
      id: this.#id,
      status,
      status_details: isDone ? detailsOf(this.#ending) : null,
      output: isDone ? output.map(describeItem) : [],
      conversation_id: isKept ? conversationIdOf(this.#session.port) : null,
      output_modalities: config.output_modalities,
      max_output_tokens: config.max_output_tokens,
      audio: { output: { format: config.audio.output.format, voice: config.audio.output.voice } },
      usage: isDone ? responseUsage(this.#usage, [...exchange.paid, ...this.#paid]) : null,
      metadata,
      ...(isDone ? { latency_ms: exchange.clock.latency() } : {}),
    }
  }
}
