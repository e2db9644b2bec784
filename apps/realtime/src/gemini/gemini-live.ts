import { PublicError } from '@gptget/errors'
import type { Backend, SessionPort } from '../backends/backend.ts'
import { itemOf } from '../cascade/client-items.ts'
import { describeItem } from '../cascade/conversation.ts'
import { requireCascade, requireTools } from '../cascade/requirements.ts'
import { describeSession } from '../cascade/session-object.ts'
import type { Context } from '../context.ts'
import type { ClientEvent, ClientItem } from '../events/client-events.ts'
import type { JsonObject } from '../events/event.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { updateConfig, type SessionConfig } from '../events/session-config.ts'
import { outOfCredit, type SessionHold } from '../money/session-hold.ts'
import { withCost } from '../money/usage.ts'
import { AccountBook } from '../relay/account-book.ts'
import type { Upstream } from '../relay/connect-upstream.ts'
import { resultFrame, turnFrame, TURN_COMPLETE } from './client-frames.ts'
import { LiveAnswer } from './live-answer.ts'
import { LiveConnection, lost } from './live-connection.ts'
import { LiveInput } from './live-input.ts'
import { usageOf, type FunctionCall, type ServerContent, type ServerFrame } from './server-frame.ts'
import { answering, awaiting, brokenOff, completed, follows, IDLE, type Turn } from './turn.ts'

export type LiveOptions = {
  upstream: Upstream
  hold: SessionHold
  priceVersion: string
  expiresAtMs: number
  config: SessionConfig
}

/** 16-bit samples at 24 kHz, Gemini's output. */
const MS_PER_BYTE = 1_000 / 48_000

/** A session with Gemini's Live API behind OpenAI's events, in both directions. */
export class GeminiLive implements Backend {
  readonly #context: Context
  readonly #port: SessionPort
  readonly #options: LiveOptions
  readonly #book: AccountBook
  readonly #connection: LiveConnection
  readonly #input: LiveInput
  /** Gemini requires the name of a call with its result. */
  readonly #callNames = new Map<string, string>()
  #config: SessionConfig
  #turn: Turn = IDLE
  /** The newest usage, which may arrive before the end of its turn. */
  #usage: JsonObject | null = null

  constructor(context: Context, port: SessionPort, options: LiveOptions) {
    const { hold, priceVersion, upstream, config } = options
    this.#context = context
    this.#port = port
    this.#options = options
    this.#config = config
    this.#book = new AccountBook({ context, port, hold, priceVersion, route: upstream.route })
    this.#input = new LiveInput({ port, makeId: context.makeId })
    port.send({ type: 'session.created', session: this.#describe() })
    this.#connection = new LiveConnection(context, {
      upstream,
      config,
      onFrame: (frame) => this.#take(frame),
      onLost: () => void this.#connection.settled.then(() => port.finish(lost())),
    })
  }

  receive(event: ClientEvent): Promise<void> {
    switch (event.type) {
      case 'session.update':
        return this.#update(event.session)
      case 'input_audio_buffer.append':
        return this.#append(event.audio)
      case 'input_audio_buffer.commit':
        return this.#commit()
      case 'conversation.item.create':
        return this.#create(event.item)
      case 'response.create':
        return this.#respond()
      case 'response.cancel':
        return this.#cancel()
      default:
        throw new PublicError(
          'unsupported_parameter',
          `type: "${event.type}" cannot be done with Gemini's voices.`,
          { param: 'type' },
        )
    }
  }

  async idle(): Promise<void> {
    if (this.#turn.type === 'answering') await this.#turn.over.promise
    await this.#connection.settled
  }

  async end(): Promise<void> {
    this.#connection.end()
    await this.#connection.settled
    await this.#book.endUncounted('cancelled')
    await this.#options.hold.release()
  }

  #describe(): JsonObject {
    const { id, model } = this.#port
    return describeSession(this.#config, { id, model, expiresAtMs: this.#options.expiresAtMs })
  }

  async #update(update: JsonObject): Promise<void> {
    const { model: _, ...asked } = update
    const config = updateConfig(this.#config, { ...asked, type: this.#config.type })
    requireCascade(config, update)
    requireTools(config.tools)
    if (!this.#connection.canChange)
      throw new PublicError(
        'unsupported_parameter',
        'session: Gemini cannot resume this session with other settings yet. Try again after an answer.',
        { param: 'session' },
      )
    await this.#connection.change(config)
    this.#config = config
    this.#port.send({ type: 'session.updated', session: this.#describe() })
  }

  async #append(audio: string): Promise<void> {
    const { frames, durationMs } = this.#input.append(audio, this.#config.audio.input)
    this.#book.heard(durationMs)
    for (const frame of frames) await this.#connection.say(frame)
  }

  async #commit(): Promise<void> {
    const frame = this.#input.commit(this.#config.audio.input)
    this.#await('awaited')
    await this.#connection.say(frame)
  }

  async #create(asked: ClientItem): Promise<void> {
    const item = itemOf(asked, `item_${this.#context.makeId()}`)
    const frame =
      item.type === 'result'
        ? resultFrame(item, this.#callNames.get(item.callId) ?? 'unknown')
        : turnFrame(item)
    if (item.type === 'result') this.#await('awaited')
    const shown = describeItem(item)
    this.#port.send({ type: 'conversation.item.added', previous_item_id: null, item: shown })
    this.#port.send({ type: 'conversation.item.done', previous_item_id: null, item: shown })
    await this.#connection.say(frame)
  }

  async #respond(): Promise<void> {
    if (this.#turn.type === 'answering')
      throw new ProtocolError(
        'conversation_already_has_active_response',
        'Conversation already has an active response in progress.',
      )
    // Committed audio, or a tool's result, is answered without a request.
    if (follows(this.#turn) !== 'idle') return
    this.#await('asked')
    await this.#connection.say(TURN_COMPLETE)
  }

  #await(next: 'awaited' | 'asked'): void {
    this.#turn = awaiting(this.#turn, next)
    this.#book.asked()
  }

  async #cancel(): Promise<void> {
    if (this.#turn.type !== 'answering')
      throw new ProtocolError('response_cancel_not_active', 'Cancellation failed: no active response found')
    await this.#pass(brokenOff(this.#turn, 'muted'), 'cancelled', 'client_cancelled')
  }

  async #take(frame: ServerFrame): Promise<void> {
    if (frame.usageMetadata !== undefined) this.#usage = usageOf(frame.usageMetadata)
    if (frame.serverContent !== undefined) await this.#content(frame.serverContent)
    if (frame.toolCall !== undefined) await this.#calls(frame.toolCall.functionCalls)
    // Before Gemini ends its connection, and never in the middle of an answer.
    if (this.#connection.isLeaving && this.#turn.type !== 'answering') await this.#connection.goOn()
    await this.#port.drained()
  }

  async #content(content: ServerContent): Promise<void> {
    if (content.inputTranscription?.text) this.#input.heard(content.inputTranscription.text)
    if (content.interrupted === true) {
      this.#input.interrupted()
      await this.#pass(brokenOff(this.#turn, 'interrupted'), 'cancelled', 'turn_detected')
    }
    for (const part of content.modelTurn?.parts ?? []) {
      if (part.inlineData !== undefined) this.#sound(Buffer.from(part.inlineData.data, 'base64'))
      const isSaid = part.thought !== true && this.#config.output_modalities[0] === 'text'
      if (part.text !== undefined && isSaid) this.#text(part.text)
    }
    if (content.outputTranscription?.text) this.#text(content.outputTranscription.text)
    if (content.turnComplete !== true) return
    if (this.#turn.type === 'asked') this.#begun()
    // The usage of a discarded answer does not belong to the next one.
    if (this.#turn.type === 'muted') this.#usage = null
    await this.#pass(completed(this.#turn), 'completed', null)
  }

  #sound(samples: Buffer): void {
    if (this.#turn.type === 'muted') return
    this.#begun().sound(samples)
    this.#book.delivered(samples.length * MS_PER_BYTE, 0)
  }

  #text(delta: string): void {
    if (this.#turn.type === 'muted') return
    this.#begun().text(delta)
    this.#book.delivered(0, delta.length)
  }

  /** Gemini waits for their results: its answer has ended. */
  async #calls(calls: FunctionCall[]): Promise<void> {
    if (this.#turn.type === 'muted') return
    for (const { id = `call_${this.#context.makeId()}`, name, args = {} } of calls) {
      this.#callNames.set(id, name)
      const printed = JSON.stringify(args)
      this.#begun().call(id, name, printed)
      this.#book.delivered(0, printed.length)
    }
    await this.#pass(completed(this.#turn), 'completed', null)
  }

  #begun(): LiveAnswer {
    if (this.#turn.type === 'answering') return this.#turn.answer
    this.#input.end(this.#config.audio.input.transcription !== null)
    const answer = new LiveAnswer({ port: this.#port, makeId: this.#context.makeId, config: this.#config })
    this.#turn = answering(answer)
    void this.#book.begin(answer.id, answer.id)
    return answer
  }

  /** The turn changes: a running answer ends, and is charged before the client is notified. */
  async #pass(next: Turn, status: 'completed' | 'cancelled', reason: string | null): Promise<void> {
    const before = this.#turn
    this.#turn = next
    if (before.type !== 'answering') return
    const { answer, over } = before
    answer.end(status)
    const response = answer.done(status, reason, this.#usage)
    this.#usage = null
    const { isCovered, costUsd } = await this.#book.end(response)
    this.#port.send({
      type: 'response.done',
      response: { ...response, usage: withCost(response['usage'], costUsd) },
    })
    over.resolve()
    if (!isCovered) this.#port.finish(outOfCredit())
  }
}
