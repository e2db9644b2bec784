import { PublicError } from '@gptget/errors'
import { isObject, type JsonObject } from '../events/event.ts'
import { liftResponse } from '../events/lift.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { Answer } from './answer.ts'
import type { CascadeSession } from './cascade-session.ts'
import { inputOfItems } from './client-items.ts'
import type { AnswerItem } from './conversation.ts'
import type { Exchange } from './exchange.ts'
import { soundMsOf } from './heard.ts'
import type { Settings } from './settings.ts'

type Options = {
  settings: Settings
  /** Resolves when everything said so far is transcribed. */
  understood: () => Promise<unknown>
}

/** The model's side of a session: one answer at a time, which ends when the user interrupts it. */
export class Answers {
  readonly #session: CascadeSession
  readonly #options: Options
  #current: Answer | null = null
  #running: Promise<void> = Promise.resolve()
  /** The number of the turn: an answer prepared for an earlier one is not started. */
  #epoch = 0
  /** When the audio of the newest answer began, while it may still be playing. */
  #played: { item: AnswerItem; startedAtMs: number } | null = null

  constructor(session: CascadeSession, options: Options) {
    this.#session = session
    this.#options = options
  }

  /** Resolves when no answer is running. */
  get idle(): Promise<void> {
    return this.#running
  }

  /** A new turn of the user. Earlier turns are not answered any more. */
  supersede(): void {
    this.#epoch += 1
  }

  /** The user interrupts the answer, or the part of it that is still playing. */
  interrupt(): void {
    this.supersede()
    if (this.#current !== null) return this.#current.cancel('turn_detected')
    const { item, startedAtMs } = this.#played ?? {}
    if (item === undefined || startedAtMs === undefined || item.cutMs !== null) return
    const playedMs = this.#session.context.now() - startedAtMs
    if (playedMs < soundMsOf(item.pieces)) item.cutMs = playedMs
  }

  /** Answers a turn once it is understood, unless another one has begun by then. */
  async answer(exchange: Exchange, understood: Promise<boolean>): Promise<void> {
    const epoch = this.#epoch
    const hasWords = await understood
    await this.#running
    if (hasWords && epoch === this.#epoch) this.respond({}, exchange)
  }

  /** @throws PublicError if an answer is running, or the settings are wrong */
  respond(asked: JsonObject, exchange: Exchange): void {
    const { settings } = this.#options
    const { conversation: session } = this.#session
    if (settings.isTranscription)
      throw new PublicError('invalid_request', 'A transcription session cannot create responses.', {
        param: 'type',
      })
    if (this.#current !== null && !this.#current.isCancelled)
      throw new ProtocolError(
        'conversation_already_has_active_response',
        'Conversation already has an active response in progress. Wait until the response is finished before creating a new one.',
      )
    const { conversation, metadata, input, ...own } = liftResponse(asked)
    const config = settings.ofResponse(own)
    const items = input === undefined ? null : inputOfItems(input, session)
    const answer = new Answer(this.#session, {
      config,
      input: () => items ?? session.input(),
      isKept: conversation !== 'none',
      metadata: isObject(metadata) ? metadata : null,
      speechModel: settings.speechModel(config),
      exchange,
    })
    this.#current = answer
    this.#running = this.#run(answer, this.#running)
  }

  /** @throws ProtocolError if that answer is not running */
  cancel(responseId: string | null): void {
    const answer = this.#current
    const isMeant = responseId === null || answer?.id === null || answer?.id === responseId
    if (answer === null || answer.isCancelled || !isMeant)
      throw new ProtocolError('response_cancel_not_active', 'Cancellation failed: no active response found')
    answer.cancel('client_cancelled')
  }

  /** The session is over. */
  async end(): Promise<void> {
    this.supersede()
    this.#current?.cancel('client_cancelled')
    await this.#running
  }

  /** A cancelled answer may still be sending its last events: `before` is its end. */
  async #run(answer: Answer, before: Promise<void>): Promise<void> {
    await before
    await this.#options.understood()
    const ending = await answer.run()
    if (this.#current === answer) this.#current = null
    if (answer.playing !== null) this.#played = answer.playing
    if (ending.status === 'failed' && ending.error.status === 402) this.#session.port.finish(ending.error)
  }
}
