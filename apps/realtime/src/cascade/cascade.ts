import { PublicError } from '@gptget/errors'
import type { Backend, SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { ClientEvent, ClientItem } from '../events/client-events.ts'
import { isObject, type JsonObject } from '../events/event.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { liftResponse } from '../events/lift.ts'
import { updateConfig, type SessionConfig } from '../events/session-config.ts'
import type { TurnChange } from '../vad/turn-detector.ts'
import { Answer, type CancelReason } from './answer.ts'
import { Conversation, describeItem, type AnswerItem, type SaidItem } from './conversation.ts'
import { soundMsOf } from './heard.ts'
import { InputAudio } from './input-audio.ts'
import { itemOf, inputOfItems, soundIn } from './client-items.ts'
import { findPartModel, type PartKey } from './part-models.ts'
import { requireCascade, requireTools } from './requirements.ts'
import { describeSession } from './session-object.ts'
import { TurnClock } from './turn-clock.ts'
import { addSaid, understand } from './user-turns.ts'

/** This much of the pause after a turn is transcribed with it. More confuses small models. */
const KEPT_PAUSE_MS = 150

export type CascadeOptions = {
  config: SessionConfig
  key: PartKey
  expiresAtMs: number
}

/**
 * Gives a voice to a model without one: detects and transcribes speech, calls the model through our API, and speaks its
 * text as it arrives. Each part is an ordinary request of the caller, with a receipt.
 */
export class Cascade implements Backend {
  readonly #context: Context
  readonly #port: SessionPort
  readonly #options: CascadeOptions
  readonly #conversation = new Conversation()
  readonly #input: InputAudio
  readonly #gone = new AbortController()
  #config: SessionConfig
  #turnItemId: string | null = null
  /** The running transcription; an answer waits for it. */
  #understanding: Promise<unknown> = Promise.resolve()
  #answer: Answer | null = null
  #running: Promise<void> = Promise.resolve()
  /** The number of the turn: an answer prepared for an earlier one is not started. */
  #epoch = 0
  /** When the audio of the newest answer began, while it may still be playing. */
  #played: { item: AnswerItem; startedAtMs: number } | null = null

  constructor(context: Context, port: SessionPort, options: CascadeOptions) {
    this.#context = context
    this.#port = port
    this.#options = options
    this.#config = options.config
    this.#input = new InputAudio(context, port, {
      onTurn: (change) => this.#onTurn(change),
      onFailure: (error) => this.#fail(error),
    })
    this.#hear()
    port.send({ type: 'session.created', session: this.#describe() })
    port.send({
      type: 'conversation.created',
      conversation: { id: this.#conversationId, object: 'realtime.conversation' },
    })
  }

  get #conversationId(): string {
    return this.#port.id.replace(/^sess/, 'conv')
  }

  receive(event: ClientEvent): void {
    switch (event.type) {
      case 'session.update':
        return this.#update(event.session)
      case 'input_audio_buffer.append':
        return this.#input.append(event.audio)
      case 'input_audio_buffer.commit':
        return this.#commit(this.#input.takeAll(), this.#clock())
      case 'input_audio_buffer.clear':
        this.#turnItemId = null
        this.#input.clear()
        return this.#port.send({ type: 'input_audio_buffer.cleared' })
      case 'output_audio_buffer.clear':
        throw new PublicError('invalid_request', 'output_audio_buffer.clear is for WebRTC and SIP only.', {
          param: 'type',
        })
      case 'conversation.item.create':
        return this.#create(event.item, event.previous_item_id)
      case 'conversation.item.retrieve':
        return this.#port.send({
          type: 'conversation.item.retrieved',
          item: describeItem(this.#conversation.find(event.item_id)),
        })
      case 'conversation.item.delete':
        this.#conversation.remove(event.item_id)
        return this.#port.send({ type: 'conversation.item.deleted', item_id: event.item_id })
      case 'conversation.item.truncate':
        return this.#truncate(event.item_id, event.audio_end_ms, event.content_index)
      case 'response.create':
        return this.#respond(event.response ?? {}, this.#clock())
      case 'response.cancel':
        return this.#cancel(event.response_id ?? null)
    }
  }

  async idle(): Promise<void> {
    await this.#understanding.catch(() => {})
    await this.#running
  }

  async end(): Promise<void> {
    this.#epoch += 1
    this.#gone.abort()
    this.#answer?.cancel('client_cancelled')
    this.#input.close()
    await this.#running
  }

  #describe(): JsonObject {
    const { id, model } = this.#port
    return describeSession(this.#config, { id, model, expiresAtMs: this.#options.expiresAtMs })
  }

  #fail(error: unknown): void {
    if (this.#gone.signal.aborted) return
    this.#port.fail(error instanceof PublicError ? error : internal(this.#context, error))
  }

  #clock(startedAtMs?: number): TurnClock {
    const { now, metrics } = this.#context
    return new TurnClock({ now, metrics, backend: 'cascade', startedAtMs })
  }

  #hear(): void {
    const { format, turn_detection: detection } = this.#config.audio.input
    this.#input.configure(format.type, detection)
  }

  #update(update: JsonObject): void {
    const { model, type } = update
    if (typeof model === 'string' && this.#context.catalog.find(model)?.id !== this.#port.model)
      throw new PublicError('invalid_request', 'session.model: the model of a session cannot be changed.', {
        param: 'session.model',
      })
    const isMistyped = this.#config.type === 'transcription' && type === 'realtime'
    if (type !== undefined && type !== this.#config.type && !isMistyped)
      throw new PublicError(
        'invalid_request',
        `session.type: this session is of type "${this.#config.type}".`,
        {
          param: 'session.type',
        },
      )
    const config = updateConfig(this.#config, { ...update, type: this.#config.type })
    requireCascade(config, update)
    const { transcription } = config.audio.input
    if (transcription !== null)
      config.audio.input.transcription = {
        ...transcription,
        model: this.#transcriptionModel(transcription.model),
      }
    this.#config = config
    this.#hear()
    this.#port.send({ type: 'session.updated', session: this.#describe() })
  }

  /** @throws PublicError if there is no transcription model */
  #transcriptionModel(named: string | undefined): string {
    const wanted = this.#config.type === 'transcription' ? (named ?? this.#port.model) : named
    const model = findPartModel(this.#context, 'transcription', wanted, this.#options.key)
    if (model !== null) return model
    throw new PublicError('model_not_configured', 'No transcription model is configured here.', {
      param: 'session.audio.input.transcription',
    })
  }

  #onTurn(change: TurnChange): void {
    const detection = this.#config.audio.input.turn_detection
    if (change.type === 'started') {
      this.#turnItemId = `item_${this.#context.makeId()}`
      const startMs = Math.max(0, change.atMs - this.#input.prefixMs)
      this.#turnStartMs = startMs
      this.#port.send({
        type: 'input_audio_buffer.speech_started',
        audio_start_ms: Math.round(startMs),
        item_id: this.#turnItemId,
      })
      if (detection?.interrupt_response !== false) this.#interrupt()
      return
    }
    const itemId = (this.#turnItemId ??= `item_${this.#context.makeId()}`)
    const endMs = Math.round(change.atMs)
    this.#port.send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: endMs, item_id: itemId })
    // The pause that ended the turn is part of the answer's latency.
    const clock = this.#clock(this.#input.cameAtMs(change.atMs))
    clock.mark('vad')
    const wav = this.#input.take(this.#turnStartMs, change.atMs + KEPT_PAUSE_MS)
    this.#commit(wav, clock, detection?.create_response === true)
  }
  #turnStartMs = 0

  #interrupt(): void {
    this.#epoch += 1
    if (this.#answer !== null) return this.#answer.cancel('turn_detected')
    const { item, startedAtMs } = this.#played ?? {}
    if (item === undefined || startedAtMs === undefined || item.cutMs !== null) return
    const playedMs = this.#context.now() - startedAtMs
    if (playedMs < soundMsOf(item.pieces)) item.cutMs = playedMs
  }

  #commit(wav: Buffer, clock: TurnClock, isAnswered = false): void {
    const itemId = this.#turnItemId ?? `item_${this.#context.makeId()}`
    this.#turnItemId = null
    const item = addSaid(this.#parts(), itemId)
    const understood = this.#understand(item, wav, clock)
    const epoch = ++this.#epoch
    if (!isAnswered || this.#config.type === 'transcription') return
    const answer = async (): Promise<void> => {
      const hasWords = await understood
      await this.#running
      if (hasWords && epoch === this.#epoch) this.#respond({}, clock)
    }
    answer().catch((error: unknown) => this.#fail(error))
  }

  #understand(item: SaidItem, wav: Buffer, clock: TurnClock): Promise<boolean> {
    const { transcription: settings } = this.#config.audio.input
    const model = this.#transcriptionModel(settings?.model)
    const isTold = this.#config.type === 'transcription' ? (settings ?? {}) : settings
    const recording = { itemId: item.id, wav, model, settings: isTold, clock }
    const before = this.#understanding
    const understood = understand(this.#parts(), item, recording)
    this.#understanding = Promise.allSettled([before, understood])
    return understood.catch((error: unknown) => {
      this.#fail(error)
      return false
    })
  }

  #parts() {
    return {
      context: this.#context,
      port: this.#port,
      conversation: this.#conversation,
      signal: this.#gone.signal,
    }
  }

  #create(asked: ClientItem, after: string | null | undefined): void {
    const item = itemOf(asked, `item_${this.#context.makeId()}`)
    const previous = this.#conversation.add(item, after)
    const shown = describeItem(item)
    this.#port.send({ type: 'conversation.item.added', previous_item_id: previous, item: shown })
    this.#port.send({ type: 'conversation.item.done', previous_item_id: previous, item: shown })
    for (const wav of soundIn(asked, this.#config.audio.input.format.type)) {
      this.#port.reserve(wav.byteLength)
      void this.#understand(item as SaidItem, wav, this.#clock())
    }
  }

  #truncate(itemId: string, audioEndMs: number, contentIndex: number): void {
    const item = this.#conversation.findAnswer(itemId)
    const soundMs = soundMsOf(item.pieces)
    if (contentIndex !== 0 || item.modality !== 'audio')
      throw new PublicError('invalid_request', 'content_index: there is no audio.', {
        param: 'content_index',
      })
    // Clients measure with their own clock: slightly more than there is means all of it.
    item.cutMs = Math.min(audioEndMs, soundMs)
    this.#port.send({
      type: 'conversation.item.truncated',
      item_id: itemId,
      content_index: contentIndex,
      audio_end_ms: audioEndMs,
    })
  }

  #cancel(responseId: string | null): void {
    const isMeant = responseId === null || this.#answer?.id === null || this.#answer?.id === responseId
    if (this.#answer === null || this.#answer.isCancelled || !isMeant)
      throw new ProtocolError('response_cancel_not_active', 'Cancellation failed: no active response found')
    this.#answer.cancel('client_cancelled' satisfies CancelReason)
  }

  /** @throws PublicError if an answer is running, or the settings are wrong */
  #respond(asked: JsonObject, clock: TurnClock): void {
    if (this.#config.type === 'transcription')
      throw new PublicError('invalid_request', 'A transcription session cannot create responses.', {
        param: 'type',
      })
    if (this.#answer !== null && !this.#answer.isCancelled)
      throw new ProtocolError(
        'conversation_already_has_active_response',
        'Conversation already has an active response in progress. Wait until the response is finished before creating a new one.',
      )
    const { conversation, metadata, input, ...settings } = liftResponse(asked)
    const config = updateConfig(this.#config, settings, 'response')
    requireTools(config.tools)
    const items = input === undefined ? null : inputOfItems(input, this.#conversation)
    const answer = new Answer(this.#parts(), {
      config,
      input: () => items ?? this.#conversation.input(),
      isKept: conversation !== 'none',
      metadata: isObject(metadata) ? metadata : null,
      speechModel: this.#speechModel(config),
      clock,
    })
    this.#answer = answer
    this.#running = this.#run(answer, this.#running)
  }

  /** A cancelled answer may still be sending its last events: `before` is its end. */
  async #run(answer: Answer, before: Promise<void>): Promise<void> {
    await before
    await this.#understanding
    const ending = await answer.run()
    if (this.#answer === answer) this.#answer = null
    if (answer.playing !== null) this.#played = answer.playing
    if (ending.status === 'failed' && ending.error.status === 402) this.#port.finish(ending.error)
  }

  /** @throws PublicError if it is to be spoken and there is no speech model */
  #speechModel({ output_modalities: [modality], audio }: SessionConfig): string | null {
    if (modality === 'text') return null
    const model = findPartModel(this.#context, 'speech', audio.output.model, this.#options.key)
    if (model !== null) return model
    throw new PublicError(
      'model_not_configured',
      'No speech model is configured here. Use output_modalities ["text"].',
      { param: 'session.output_modalities' },
    )
  }
}

const internal = ({ logger }: Context, error: unknown): PublicError => {
  logger.error({ err: error }, 'a session failed')
  return new PublicError('internal', 'Something went wrong on our side. It is safe to retry.', {}, error)
}
