import type { TurnChange } from '../vad/turn-detector.ts'
import type { CascadeSession } from './cascade-session.ts'
import type { SaidItem } from './conversation.ts'
import { beginExchange, type Exchange } from './exchange.ts'
import { InputAudio } from './input-audio.ts'
import type { Settings } from './settings.ts'
import { addSaid, understand } from './user-turns.ts'

/** This much of the pause after a turn is transcribed with it. More confuses small models. */
const KEPT_PAUSE_MS = 150

type Listeners = {
  /** Someone has begun to speak. */
  onSpeech: () => void
  /** A turn has ended. `understood`: whether there were any words in it. */
  onTurn: (exchange: Exchange, understood: Promise<boolean>) => void
}

/** The user's side of a session: where turns begin and end, and what was said in them. */
export class Listener {
  readonly #session: CascadeSession
  readonly #settings: Settings
  readonly #listeners: Listeners
  readonly #audio: InputAudio
  /** The turn that someone speaks now. */
  #speech: { itemId: string; startMs: number } | null = null
  /** The transcriptions so far. */
  #understanding: Promise<unknown> = Promise.resolve()

  constructor(session: CascadeSession, settings: Settings, listeners: Listeners) {
    const { context, port, fail } = session
    this.#session = session
    this.#settings = settings
    this.#listeners = listeners
    this.#audio = new InputAudio(context, port, {
      onTurn: (change) => this.#turn(change),
      onFailure: fail,
    })
    this.configure()
  }

  /** Resolves when everything said so far is transcribed. */
  get understood(): Promise<unknown> {
    return this.#understanding
  }

  /** Listens by the settings of now. */
  configure(): void {
    const { format, turn_detection: detection } = this.#settings.current.audio.input
    this.#audio.configure(format.type, detection)
  }

  /** @throws PublicError */
  append(audio: string): void {
    this.#audio.append(audio)
  }

  /** The client ends the turn. @throws ProtocolError without audio */
  commit(): void {
    void this.#commit(this.#audio.takeAll(), beginExchange(this.#session.context))
  }

  clear(): void {
    this.#speech = null
    this.#audio.clear()
    this.#session.port.send({ type: 'input_audio_buffer.cleared' })
  }

  /** Transcribes audio into an item. Resolves to whether there were any words. */
  transcribe(item: SaidItem, wav: Buffer, exchange = beginExchange(this.#session.context)): Promise<boolean> {
    const { transcription } = this.#settings.current.audio.input
    const recording = {
      wav,
      model: this.#settings.transcriptionModel(transcription?.model),
      settings: this.#settings.isTranscription ? (transcription ?? {}) : transcription,
      exchange,
    }
    const before = this.#understanding
    const understood = understand(this.#session, item, recording)
    this.#understanding = Promise.allSettled([before, understood])
    return understood.catch((error: unknown) => {
      this.#session.fail(error)
      return false
    })
  }

  close(): void {
    this.#audio.close()
  }

  #turn(change: TurnChange): void {
    if (change.type === 'started') this.#started(change.atMs)
    else this.#stopped(change.atMs)
  }

  #started(atMs: number): void {
    const startMs = Math.max(0, atMs - this.#audio.prefixMs)
    const itemId = this.#newItemId()
    this.#speech = { itemId, startMs }
    this.#session.port.send({
      type: 'input_audio_buffer.speech_started',
      audio_start_ms: Math.round(startMs),
      item_id: itemId,
    })
    this.#listeners.onSpeech()
  }

  #stopped(atMs: number): void {
    const { context, port } = this.#session
    const speech = (this.#speech ??= { itemId: this.#newItemId(), startMs: 0 })
    port.send({
      type: 'input_audio_buffer.speech_stopped',
      audio_end_ms: Math.round(atMs),
      item_id: speech.itemId,
    })
    // The pause that ended the turn is part of the answer's latency.
    const exchange = beginExchange(context, this.#audio.cameAtMs(atMs))
    exchange.clock.mark('vad')
    const wav = this.#audio.take(speech.startMs, atMs + KEPT_PAUSE_MS)
    this.#listeners.onTurn(exchange, this.#commit(wav, exchange))
  }

  #commit(wav: Buffer, exchange: Exchange): Promise<boolean> {
    const itemId = this.#speech?.itemId ?? this.#newItemId()
    this.#speech = null
    return this.transcribe(addSaid(this.#session, itemId), wav, exchange)
  }

  #newItemId(): string {
    return `item_${this.#session.context.makeId()}`
  }
}
