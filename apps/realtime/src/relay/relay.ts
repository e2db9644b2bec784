import { PublicError } from '@gptget/errors'
import type { RawData } from 'ws'
import type { Backend, SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { ClientEvent } from '../events/client-events.ts'
import { readMessage } from '../events/read-message.ts'
import { isObject, type JsonObject, type RealtimeEvent } from '../events/event.ts'
import { GA_NAMES } from '../events/lift.ts'
import { lowerSession } from '../events/lower.ts'
import { RATES_HZ, type SoundFormatName } from '../events/sound-format.ts'
import { outOfCredit, type SessionHold } from '../money/session-hold.ts'
import { withCost } from '../money/usage.ts'
import { durationMsOf } from '../sound/sound-encoder.ts'
import { AccountBook } from './account-book.ts'
import { writable, type Upstream } from './connect-upstream.ts'
import { requireOwnObjects } from './provider-objects.ts'
import { ResponseIds } from './response-ids.ts'

type RelayOptions = {
  upstream: Upstream
  hold: SessionHold
  priceVersion: string
  expiresAtMs: number
  /** A session that was already created with its client secret. */
  preset: JsonObject | null
}

/** Time for the provider to report a cancelled answer after its client disconnected. */
const LAST_USAGE_MS = 5_000

/** Of no use to the caller: the limits of the operator's account. */
const NOT_PASSED_ON = new Set(['rate_limits.updated'])

/**
 * A session at a provider with the same protocol. Events pass unchanged, except ids, names of models, and the formats
 * of a beta server. Deliveries are counted, and each answer is charged.
 */
export class Relay implements Backend {
  readonly isLenient = true
  readonly #context: Context
  readonly #port: SessionPort
  readonly #options: RelayOptions
  readonly #book: AccountBook
  readonly #ids: ResponseIds
  #isBeta = false
  #inputFormat: SoundFormatName = 'audio/pcm'
  #outputFormat: SoundFormatName = 'audio/pcm'
  #transcriptionModel: string | null = null
  #isEnding = false
  /** Events are relayed in order, each after the previous one. */
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #idle = Promise.withResolvers<void>()

  constructor(context: Context, port: SessionPort, options: RelayOptions) {
    this.#context = context
    this.#port = port
    this.#options = options
    this.#ids = new ResponseIds(context.makeId)
    const { hold, priceVersion, upstream } = options
    this.#book = new AccountBook({ context, port, hold, priceVersion, route: upstream.route })
    const { socket } = upstream
    socket.on('message', (data) => this.#hear(data))
    socket.on('close', (code) => this.#lost(code))
    socket.on('error', () => socket.terminate())
    socket.resume()
    if (options.preset !== null) this.#write({ type: 'session.update', session: options.preset })
  }

  async receive(event: ClientEvent, raw: JsonObject): Promise<void> {
    if (event.type === 'input_audio_buffer.append') this.#countInput(event.audio)
    else requireOwnObjects(raw, this.#options.upstream.route)
    if (event.type === 'response.create') this.#book.asked()
    this.#write(this.#forProvider(raw as RealtimeEvent))
    await writable(this.#options.upstream.socket)
  }

  async idle(): Promise<void> {
    if (this.#book.isRunning) await this.#idle.promise
    await this.#last
  }

  async end(): Promise<void> {
    this.#isEnding = true
    const { socket } = this.#options.upstream
    if (this.#book.isRunning && socket.readyState === socket.OPEN) {
      this.#write({ type: 'response.cancel' })
      await Promise.race([this.idle(), new Promise((resolve) => setTimeout(resolve, LAST_USAGE_MS).unref())])
    }
    socket.close(1000)
    await this.#last
    await this.#book.endUncounted('cancelled')
    await this.#options.hold.release()
  }

  #write(event: RealtimeEvent): void {
    const { socket } = this.#options.upstream
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event))
  }

  #countInput(audio: unknown): void {
    if (typeof audio !== 'string') return
    this.#book.heard(durationMsOf(this.#inputFormat, (audio.length * 3) / 4))
  }

  #forProvider(event: RealtimeEvent): RealtimeEvent {
    if (event.type === 'session.update' && isObject(event['session'])) {
      const { model: _, ...session } = event['session']
      return { ...event, session: this.#isBeta ? lowerSession(session) : session }
    }
    if (typeof event['response_id'] === 'string')
      return { ...event, response_id: this.#ids.theirs(event['response_id']) }
    return event
  }

  #hear(data: RawData): void {
    const { socket } = this.#options.upstream
    this.#waiting += 1
    if (this.#waiting > 1) socket.pause()
    this.#last = this.#last
      .then(() => this.#passOn(readMessage(data)))
      .catch((error: unknown) =>
        this.#context.logger.error(
          { err: error, sessionId: this.#port.id },
          'an event could not be passed on',
        ),
      )
      .then(() => this.#port.drained())
      .then(() => this.#goOn())
  }

  #goOn(): void {
    this.#waiting -= 1
    const { socket } = this.#options.upstream
    if (this.#waiting === 0 && socket.isPaused) socket.resume()
  }

  #passOn(text: string): void | Promise<void> {
    const event = JSON.parse(text) as RealtimeEvent
    const type = GA_NAMES.get(event.type) ?? event.type
    switch (type) {
      case 'response.output_audio.delta':
        this.#book.delivered(durationMsOf(this.#outputFormat, (String(event['delta']).length * 3) / 4), 0)
        break
      case 'response.output_text.delta':
      case 'response.output_audio_transcript.delta':
      case 'response.function_call_arguments.delta':
        this.#book.delivered(0, String(event['delta']).length)
        break
      case 'session.created':
      case 'session.updated':
        return this.#port.send({ ...event, session: this.#ownSession(event['session']) })
      case 'input_audio_buffer.speech_stopped':
        this.#book.asked()
        break
      case 'response.created':
        return this.#begin(event)
      case 'response.done':
        return this.#end(event)
      case 'conversation.item.input_audio_transcription.completed':
        void this.#transcribed(event)
        break
      default:
        if (NOT_PASSED_ON.has(type)) return
    }
    this.#send(text, event, type)
  }

  /** Unchanged if it contains no foreign name. */
  #send(text: string, event: RealtimeEvent, type: string): void {
    const theirs = event['response_id']
    const named =
      typeof theirs === 'string' ? text.replaceAll(`"${theirs}"`, `"${this.#ids.ours(theirs)}"`) : text
    if (type === event.type) this.#port.sendText(named)
    else this.#port.sendText(named.replace(`"${event.type}"`, `"${type}"`))
  }

  #ownSession(session: unknown): JsonObject {
    const { client_secret: _, ...shown } = isObject(session) ? session : {}
    this.#isBeta = 'modalities' in shown
    this.#learn(shown)
    return {
      ...shown,
      id: this.#port.id,
      model: this.#port.model,
      expires_at: Math.floor(this.#options.expiresAtMs / 1_000),
    }
  }

  #learn(session: JsonObject): void {
    const audio = isObject(session['audio']) ? session['audio'] : {}
    const input = isObject(audio['input']) ? audio['input'] : session
    const output = isObject(audio['output']) ? audio['output'] : session
    this.#inputFormat = formatIn(input) ?? this.#inputFormat
    this.#outputFormat = formatIn(output) ?? this.#outputFormat
    const transcription = input['transcription'] ?? session['input_audio_transcription']
    if (isObject(transcription) && typeof transcription['model'] === 'string')
      this.#transcriptionModel = transcription['model']
  }

  #begin(event: RealtimeEvent): void {
    const response = event['response'] as JsonObject
    const theirs = String(response['id'])
    this.#idle = Promise.withResolvers()
    void this.#book.begin(this.#ids.ours(theirs), theirs)
    this.#port.send({ ...event, response: { ...response, id: this.#ids.ours(theirs) } })
  }

  /** The receipt exists before the client is notified of the end. */
  async #end(event: RealtimeEvent): Promise<void> {
    const response = event['response'] as JsonObject
    const theirs = String(response['id'])
    const id = this.#ids.ours(theirs)
    // A server that did not announce its start.
    if (!this.#book.isRunning) await this.#book.begin(id, theirs)
    const { isCovered, costUsd } = await this.#book.end(response)
    this.#port.send({ ...event, response: { ...response, id, usage: withCost(response['usage'], costUsd) } })
    this.#ids.forget(theirs)
    this.#idle.resolve()
    if (!isCovered && !this.#isEnding) this.#port.finish(outOfCredit())
  }

  #transcribed(event: RealtimeEvent): Promise<void> {
    const { route } = this.#options.upstream
    const model =
      this.#transcriptionModel === null ? undefined : this.#context.catalog.find(this.#transcriptionModel)
    const product = model?.id ?? this.#port.model
    // For a model that is not in the catalog, audio costs what it would cost with the session's model.
    const tariff = { price: model?.price ?? route.price, byok: route.byok }
    return this.#book.transcribed(event['usage'], product, tariff)
  }

  #lost(code: number): void {
    this.#idle.resolve()
    if (this.#isEnding) return
    this.#isEnding = true
    this.#context.logger.warn({ sessionId: this.#port.id, code }, 'the provider closed a session')
    const lost = new PublicError(
      'provider_unavailable',
      'The connection to the provider was lost. Connect again.',
    )
    void this.#last.then(() => this.#port.finish(lost))
  }
}

const BETA_FORMATS: Readonly<Record<string, SoundFormatName>> = {
  pcm16: 'audio/pcm',
  g711_ulaw: 'audio/pcmu',
  g711_alaw: 'audio/pcma',
}

const formatIn = (fields: JsonObject): SoundFormatName | null => {
  const format = fields['format'] ?? fields['input_audio_format'] ?? fields['output_audio_format']
  const name = isObject(format) ? format['type'] : format
  if (typeof name !== 'string') return null
  if (Object.hasOwn(RATES_HZ, name)) return name as SoundFormatName
  return Object.hasOwn(BETA_FORMATS, name) ? BETA_FORMATS[name]! : null
}
