import { PublicError } from '@gptget/errors'
import type { RawData, WebSocket } from 'ws'
import type { Backend, SessionPort } from '../backends/backend.ts'
import { itemOf } from '../cascade/client-items.ts'
import { describeItem, type Item } from '../cascade/conversation.ts'
import { requireCascade, requireTools } from '../cascade/requirements.ts'
import { describeSession } from '../cascade/session-object.ts'
import type { Context } from '../context.ts'
import type { ClientEvent, ClientItem } from '../events/client-events.ts'
import type { JsonObject } from '../events/event.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { updateConfig, type SessionConfig } from '../events/session-config.ts'
import { RATES_HZ } from '../events/sound-format.ts'
import type { SessionHold } from '../money/session-hold.ts'
import { AccountBook } from '../relay/account-book.ts'
import { connectUpstream, type Upstream } from '../relay/connect-upstream.ts'
import { bytesOf, decodeSound } from '../sound/samples.ts'
import { LiveAnswer } from './live-answer.ts'
import { readFrame, usageOf, type ServerFrame } from './server-frame.ts'
import { setupOf } from './setup.ts'

export type LiveOptions = {
  upstream: Upstream
  hold: SessionHold
  priceVersion: string
  expiresAtMs: number
  config: SessionConfig
}

/** 16-bit samples at 24 kHz, which is how Gemini speaks. */
const MS_PER_BYTE = 1_000 / 48_000

/**
 * A session at Gemini's Live API, as OpenAI's events. Its setup can be said once for each connection: it waits for what
 * the client says of the session, and a later change opens a connection that goes on from the one before.
 */
export class GeminiLive implements Backend {
  readonly #context: Context
  readonly #port: SessionPort
  readonly #options: LiveOptions
  readonly #book: AccountBook
  readonly #callNames = new Map<string, string>()
  #config: SessionConfig
  #socket: WebSocket
  /** What is to be said once the setup is done; null: it is. */
  #queue: JsonObject[] | null = []
  #isSetUp = false
  #isUpdating = false
  #handle: string | null = null
  #answer: LiveAnswer | null = null
  #usage: JsonObject | null = null
  /** The client cancelled: Gemini goes on, and nobody hears it. */
  #isMuted = false
  #isSpeaking = false
  #isAnswering = false
  #heardItem: { id: string; text: string } | null = null
  #last: Promise<void> = Promise.resolve()
  #idle = Promise.withResolvers<void>()
  #isEnding = false
  #isBroke = false

  constructor(context: Context, port: SessionPort, options: LiveOptions) {
    this.#context = context
    this.#port = port
    this.#options = options
    this.#config = options.config
    this.#socket = options.upstream.socket
    const { hold, priceVersion, upstream } = options
    this.#book = new AccountBook({ context, port, hold, priceVersion, route: upstream.route })
    this.#listen()
    port.send({ type: 'session.created', session: this.#describe() })
  }

  receive(event: ClientEvent): void | Promise<void> {
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
          {
            param: 'type',
          },
        )
    }
  }

  async idle(): Promise<void> {
    if (this.#answer !== null) await this.#idle.promise
    await this.#last
  }

  async end(): Promise<void> {
    this.#isEnding = true
    this.#socket.close(1000)
    await this.#last
    await this.#book.endUncounted('cancelled')
    await this.#options.hold.release()
  }

  #describe(): JsonObject {
    const { id, model } = this.#port
    return describeSession(this.#config, { id, model, expiresAtMs: this.#options.expiresAtMs })
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('message', (data) => this.#hear(data))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => socket === this.#socket && this.#lost())
    socket.resume()
  }

  #say(frame: JsonObject): void {
    if (!this.#isSetUp) this.#setUp()
    if (this.#queue !== null) this.#queue.push(frame)
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  #setUp(): void {
    this.#isSetUp = true
    this.#socket.send(
      JSON.stringify(setupOf(this.#config, this.#options.upstream.route.upstreamModel, this.#handle)),
    )
  }

  async #update(update: JsonObject): Promise<void> {
    const { model: _, ...asked } = update
    const config = updateConfig(this.#config, { ...asked, type: this.#config.type })
    requireCascade(config, update)
    requireTools(config.tools)
    if (this.#isSetUp && this.#handle === null)
      throw new PublicError(
        'unsupported_parameter',
        'session: Gemini has not said yet how this session can go on with other settings. Try again after an answer.',
        { param: 'session' },
      )
    this.#config = config
    this.#isUpdating = true
    if (this.#isSetUp) await this.#rotate()
    else this.#setUp()
  }

  /** Goes on in another connection: with other settings, or because this one is about to end. */
  async #rotate(): Promise<void> {
    const before = this.#socket
    this.#queue ??= []
    this.#isSetUp = false
    const { socket } = await connectUpstream(this.#context, [this.#options.upstream.route])
    this.#socket = socket
    before.close(1000)
    this.#listen()
    this.#setUp()
  }

  #append(audio: string): void {
    const { format, turn_detection: detection } = this.#config.audio.input
    const samples = decodeSound(format.type, Buffer.from(audio, 'base64'))
    const rate = RATES_HZ[format.type]
    this.#book.heard((samples.length / rate) * 1_000)
    if (detection === null && !this.#isSpeaking) this.#say({ realtimeInput: { activityStart: {} } })
    this.#isSpeaking = true
    const data = bytesOf(samples).toString('base64')
    this.#say({ realtimeInput: { audio: { data, mimeType: `audio/pcm;rate=${rate}` } } })
  }

  #commit(): void {
    if (!this.#isSpeaking)
      throw new ProtocolError(
        'input_audio_buffer_commit_empty',
        'Error committing input audio buffer: buffer is empty.',
      )
    this.#isSpeaking = false
    const isManual = this.#config.audio.input.turn_detection === null
    this.#say({ realtimeInput: isManual ? { activityEnd: {} } : { audioStreamEnd: true } })
    this.#isAnswering = true
    this.#port.send({
      type: 'input_audio_buffer.committed',
      previous_item_id: null,
      item_id: this.#heardId(),
    })
  }

  #heardId(): string {
    this.#heardItem ??= { id: `item_${this.#context.makeId()}`, text: '' }
    return this.#heardItem.id
  }

  #create(asked: ClientItem): void {
    const item = itemOf(asked, `item_${this.#context.makeId()}`)
    this.#say(this.#frameOf(item))
    const shown = describeItem(item)
    this.#port.send({ type: 'conversation.item.added', previous_item_id: null, item: shown })
    this.#port.send({ type: 'conversation.item.done', previous_item_id: null, item: shown })
  }

  /** @throws PublicError for what Gemini's sessions cannot be told */
  #frameOf(item: Item): JsonObject {
    if (item.type === 'result') {
      // Gemini goes on by itself.
      this.#isAnswering = true
      const name = this.#callNames.get(item.callId) ?? 'unknown'
      return {
        toolResponse: { functionResponses: [{ id: item.callId, name, response: { output: item.output } }] },
      }
    }
    if (item.type === 'call')
      throw new PublicError(
        'unsupported_parameter',
        'item.type: calls cannot be put into a session with Gemini.',
        { param: 'item.type' },
      )
    const parts =
      item.type === 'answer'
        ? item.pieces.map(({ text }) => ({ text }))
        : item.content.flatMap(({ text }) => (typeof text === 'string' ? [{ text }] : []))
    const role = item.type === 'answer' ? 'model' : 'user'
    return { clientContent: { turns: [{ role, parts }], turnComplete: false } }
  }

  #respond(): void {
    if (this.#answer !== null)
      throw new ProtocolError(
        'conversation_already_has_active_response',
        'Conversation already has an active response in progress.',
      )
    // What was committed, or a tool's result, is answered without being asked.
    if (!this.#isAnswering) this.#say({ clientContent: { turnComplete: true } })
    this.#isAnswering = true
  }

  #cancel(): Promise<void> {
    if (this.#answer === null)
      throw new ProtocolError('response_cancel_not_active', 'Cancellation failed: no active response found')
    this.#isMuted = true
    return this.#finish('cancelled', 'client_cancelled')
  }

  #hear(data: RawData): void {
    this.#socket.pause()
    const socket = this.#socket
    this.#last = this.#last
      .then(() => this.#take(readFrame(String(data))))
      .catch((error: unknown) =>
        this.#context.logger.warn({ err: error }, 'a frame of Gemini could not be read'),
      )
      .then(() => this.#port.drained())
      .then(() => socket.resume())
  }

  async #take(frame: ServerFrame): Promise<void> {
    if (frame.setupComplete !== undefined) this.#isReady()
    if (frame.sessionResumptionUpdate?.newHandle) this.#handle = frame.sessionResumptionUpdate.newHandle
    if (frame.usageMetadata !== undefined) this.#usage = usageOf(frame.usageMetadata)
    if (frame.serverContent !== undefined) await this.#content(frame.serverContent)
    if (frame.toolCall !== undefined) await this.#calls(frame.toolCall.functionCalls)
    if (frame.goAway !== undefined && this.#handle !== null) await this.#rotate()
  }

  #isReady(): void {
    const queue = this.#queue ?? []
    this.#queue = null
    for (const frame of queue) this.#say(frame)
    if (this.#isUpdating) this.#port.send({ type: 'session.updated', session: this.#describe() })
    this.#isUpdating = false
  }

  async #content(content: NonNullable<ServerFrame['serverContent']>): Promise<void> {
    if (content.inputTranscription?.text) this.#heardText(content.inputTranscription.text)
    if (content.interrupted === true) {
      this.#port.send({
        type: 'input_audio_buffer.speech_started',
        audio_start_ms: 0,
        item_id: this.#heardId(),
      })
      await this.#finish('cancelled', 'turn_detected')
    }
    for (const part of content.modelTurn?.parts ?? []) this.#part(part)
    if (content.outputTranscription?.text) this.#text(content.outputTranscription.text)
    if (content.turnComplete !== true) return
    this.#isMuted = false
    this.#isAnswering = false
    await this.#finish('completed', null)
  }

  #part({
    text,
    thought,
    inlineData,
  }: {
    text?: string | undefined
    thought?: boolean | undefined
    inlineData?: { data: string } | undefined
  }): void {
    if (this.#isMuted) return
    if (inlineData !== undefined) {
      const samples = Buffer.from(inlineData.data, 'base64')
      this.#begun().sound(samples)
      this.#book.delivered(samples.length * MS_PER_BYTE, 0)
    }
    if (text !== undefined && thought !== true && this.#config.output_modalities[0] === 'text')
      this.#text(text)
  }

  #text(delta: string): void {
    if (this.#isMuted) return
    this.#begun().text(delta)
    this.#book.delivered(0, delta.length)
  }

  async #calls(calls: NonNullable<ServerFrame['toolCall']>['functionCalls']): Promise<void> {
    for (const { id = `call_${this.#context.makeId()}`, name, args = {} } of calls) {
      this.#callNames.set(id, name)
      this.#begun().call(id, name, JSON.stringify(args))
    }
    this.#isAnswering = false
    await this.#finish('completed', null)
  }

  #heardText(text: string): void {
    const id = this.#heardId()
    this.#heardItem!.text += text
    const type = 'conversation.item.input_audio_transcription.delta'
    this.#port.send({ type, item_id: id, content_index: 0, delta: text })
  }

  #begun(): LiveAnswer {
    if (this.#answer !== null) return this.#answer
    this.#endHeard()
    this.#idle = Promise.withResolvers()
    const answer = new LiveAnswer({ port: this.#port, makeId: this.#context.makeId, config: this.#config })
    this.#answer = answer
    void this.#setAside(answer.id)
    return answer
  }

  async #setAside(id: string): Promise<void> {
    if (!(await this.#book.begin(id, id))) this.#isBroke = true
  }

  /** What was said is known as a whole when the answer to it begins. */
  #endHeard(): void {
    if (this.#heardItem === null) return
    const { id, text: transcript } = this.#heardItem
    this.#heardItem = null
    const item = {
      id,
      object: 'realtime.item',
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_audio', transcript }],
    }
    this.#port.send({ type: 'conversation.item.added', previous_item_id: null, item })
    this.#port.send({ type: 'conversation.item.done', previous_item_id: null, item })
    if (this.#config.audio.input.transcription === null) return
    const type = 'conversation.item.input_audio_transcription.completed'
    // Its tokens are among those of the answer.
    this.#port.send({
      type,
      item_id: id,
      content_index: 0,
      transcript,
      usage: { type: 'tokens', input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    })
  }

  async #finish(status: 'completed' | 'cancelled', reason: string | null): Promise<void> {
    const answer = this.#answer
    if (answer === null) return
    this.#answer = null
    answer.end(status)
    const response = answer.done(status, reason, this.#usage)
    this.#usage = null
    const isPaid = await this.#book.end(response).catch((error: unknown) => {
      this.#context.logger.error(
        { err: error, sessionId: this.#port.id },
        'a response could not be charged yet',
      )
      return true
    })
    this.#port.send({ type: 'response.done', response })
    this.#idle.resolve()
    if ((!isPaid || this.#isBroke) && !this.#isEnding)
      this.#port.finish(
        new PublicError(
          'insufficient_credits',
          'The account has no credit left for another answer. Add credits.',
        ),
      )
  }

  #lost(): void {
    this.#idle.resolve()
    if (this.#isEnding) return
    this.#isEnding = true
    const lost = new PublicError(
      'provider_unavailable',
      'The connection to the provider was lost. Connect again.',
    )
    void this.#last.then(() => this.#port.finish(lost))
  }
}
