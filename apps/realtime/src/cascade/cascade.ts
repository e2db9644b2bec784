import { PublicError } from '@gptget/errors'
import type { Backend, SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { ClientEvent, ClientItem } from '../events/client-events.ts'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { Answers } from './answers.ts'
import { conversationIdOf, type CascadeSession } from './cascade-session.ts'
import { itemOf, soundIn } from './client-items.ts'
import { Conversation, describeItem, type SaidItem } from './conversation.ts'
import { beginExchange } from './exchange.ts'
import { soundMsOf } from './heard.ts'
import { Listener } from './listener.ts'
import type { PartKey } from './part-models.ts'
import { Settings } from './settings.ts'

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
  readonly #session: CascadeSession
  readonly #settings: Settings
  readonly #listener: Listener
  readonly #answers: Answers
  readonly #gone = new AbortController()

  constructor(context: Context, port: SessionPort, options: CascadeOptions) {
    this.#session = {
      context,
      port,
      conversation: new Conversation(),
      signal: this.#gone.signal,
      fail: (error) => this.#fail(error),
    }
    this.#settings = new Settings(context, port, options)
    this.#answers = new Answers(this.#session, {
      settings: this.#settings,
      understood: () => this.#listener.understood,
    })
    this.#listener = new Listener(this.#session, this.#settings, {
      onSpeech: () => {
        if (this.#detection?.interrupt_response !== false) this.#answers.interrupt()
      },
      onTurn: (exchange, understood) => {
        this.#answers.supersede()
        if (this.#detection?.create_response !== true || this.#settings.isTranscription) return
        this.#answers.answer(exchange, understood).catch((error: unknown) => this.#fail(error))
      },
    })
    port.send({ type: 'session.created', session: this.#settings.describe() })
    port.send({
      type: 'conversation.created',
      conversation: { id: conversationIdOf(port), object: 'realtime.conversation' },
    })
  }

  receive(event: ClientEvent): void {
    const { port, conversation, context } = this.#session
    switch (event.type) {
      case 'session.update':
        return this.#update(event.session)
      case 'input_audio_buffer.append':
        return this.#listener.append(event.audio)
      case 'input_audio_buffer.commit':
        this.#listener.commit()
        return this.#answers.supersede()
      case 'input_audio_buffer.clear':
        return this.#listener.clear()
      case 'output_audio_buffer.clear':
        throw new PublicError('invalid_request', 'output_audio_buffer.clear is for WebRTC and SIP only.', {
          param: 'type',
        })
      case 'conversation.item.create':
        return this.#create(event.item, event.previous_item_id)
      case 'conversation.item.retrieve':
        return port.send({
          type: 'conversation.item.retrieved',
          item: describeItem(conversation.find(event.item_id)),
        })
      case 'conversation.item.delete':
        conversation.remove(event.item_id)
        return port.send({ type: 'conversation.item.deleted', item_id: event.item_id })
      case 'conversation.item.truncate':
        return this.#truncate(event.item_id, event.audio_end_ms, event.content_index)
      case 'response.create':
        return this.#answers.respond(event.response ?? {}, beginExchange(context))
      case 'response.cancel':
        return this.#answers.cancel(event.response_id ?? null)
    }
  }

  async idle(): Promise<void> {
    await this.#listener.understood
    await this.#answers.idle
  }

  async end(): Promise<void> {
    this.#gone.abort()
    this.#listener.close()
    await this.#answers.end()
  }

  get #detection(): SessionConfig['audio']['input']['turn_detection'] {
    return this.#settings.current.audio.input.turn_detection
  }

  #fail(error: unknown): void {
    if (this.#gone.signal.aborted) return
    const { context, port } = this.#session
    port.fail(error instanceof PublicError ? error : internal(context, error))
  }

  #update(update: JsonObject): void {
    this.#settings.update(update)
    this.#listener.configure()
    this.#session.port.send({ type: 'session.updated', session: this.#settings.describe() })
  }

  #create(asked: ClientItem, after: string | null | undefined): void {
    const { context, port, conversation } = this.#session
    const item = itemOf(asked, `item_${context.makeId()}`)
    const previous = conversation.add(item, after)
    const shown = describeItem(item)
    port.send({ type: 'conversation.item.added', previous_item_id: previous, item: shown })
    port.send({ type: 'conversation.item.done', previous_item_id: previous, item: shown })
    for (const wav of soundIn(asked, this.#settings.current.audio.input.format.type)) {
      port.reserve(wav.byteLength)
      void this.#listener.transcribe(item as SaidItem, wav)
    }
  }

  #truncate(itemId: string, audioEndMs: number, contentIndex: number): void {
    const { port, conversation } = this.#session
    const item = conversation.findAnswer(itemId)
    if (contentIndex !== 0 || item.modality !== 'audio')
      throw new PublicError('invalid_request', 'content_index: there is no audio.', {
        param: 'content_index',
      })
    // Clients measure with their own clock: slightly more than there is means all of it.
    item.cutMs = Math.min(audioEndMs, soundMsOf(item.pieces))
    port.send({
      type: 'conversation.item.truncated',
      item_id: itemId,
      content_index: contentIndex,
      audio_end_ms: audioEndMs,
    })
  }
}

const internal = ({ logger }: Context, error: unknown): PublicError => {
  logger.error({ err: error }, 'a session failed')
  return new PublicError('internal', 'Something went wrong on our side. It is safe to retry.', {}, error)
}
