import type { SessionConfig } from '../events/session-config.ts'
import { durationMsOf, SoundEncoder } from '../sound/sound-encoder.ts'
import type { TurnClock } from '../turns/turn-clock.ts'
import type { CascadeSession } from './cascade-session.ts'
import type { AnswerItem } from './conversation.ts'
import type { Ending } from './ending.ts'
import { soundMsOf } from './heard.ts'
import { MessageEvents } from './message-events.ts'
import { SentenceCutter } from './sentences.ts'
import { Speaker } from './speaker.ts'

type Options = {
  responseId: string
  config: SessionConfig
  /** Whether it becomes part of the conversation. */
  isKept: boolean
  clock: TurnClock
  /** Aborts when the answer is cancelled. */
  signal: AbortSignal
  /** Generates the audio of a sentence: samples of 24 kHz, in pieces. */
  speak: (text: string) => AsyncIterable<Buffer>
}

/** The message of an answer: its text as it arrives, and, if it is spoken, its audio sentence by sentence. */
export class AnswerMessage {
  readonly item: AnswerItem
  readonly #session: CascadeSession
  readonly #options: Options
  readonly #events: MessageEvents
  readonly #cutter = new SentenceCutter()
  readonly #encoder: SoundEncoder
  readonly #speaker: Speaker
  /** The part of the current sentence that was passed on. */
  #sentenceMs = 0
  #firstSoundAtMs: number | null = null

  constructor(session: CascadeSession, options: Options) {
    const { context, port, conversation } = session
    const { config, isKept, responseId, speak } = options
    this.#session = session
    this.#options = options
    this.#encoder = new SoundEncoder(config.audio.output.format.type)
    this.#speaker = new Speaker({
      open: speak,
      onPiece: (piece) => this.#passOn(piece),
      onSentence: (text) => this.#said(text),
    })
    this.item = {
      id: `item_${context.makeId()}`,
      type: 'answer',
      modality: config.output_modalities[0],
      pieces: [],
      status: 'in_progress',
      cutMs: null,
    }
    const previous = isKept ? conversation.add(this.item) : null
    this.#events = new MessageEvents({ port, responseId, outputIndex: 0, item: this.item })
    this.#events.begin(previous, isKept)
  }

  /** What may still be playing, and since when; null without audio. */
  get playing(): { item: AnswerItem; startedAtMs: number } | null {
    return this.#firstSoundAtMs === null ? null : { item: this.item, startedAtMs: this.#firstSoundAtMs }
  }

  write(delta: string): void {
    this.#events.text(delta)
    if (this.item.modality === 'text') this.item.pieces.push({ text: delta, durationMs: null })
    else for (const sentence of this.#cutter.push(delta)) this.#say(sentence)
  }

  /** The text is complete. Resolves when it is spoken. @throws the failure that prevented it */
  async finish(): Promise<void> {
    for (const sentence of this.#cutter.end()) this.#say(sentence)
    await this.#speaker.finish()
  }

  /** Stops speaking. Resolves when nothing more is passed on. */
  async stop(): Promise<void> {
    this.#speaker.stop()
    await this.#speaker.finish().catch(() => {})
  }

  /** The last events of the message. */
  end({ status }: Ending): void {
    this.item.status = status === 'completed' ? 'completed' : 'incomplete'
    if (status === 'cancelled' && this.item.modality === 'audio')
      this.item.cutMs = Math.min(soundMsOf(this.item.pieces), this.#playedMs())
    this.#events.end(this.#options.isKept)
  }

  #say(sentence: string): void {
    if (sentence.trim() === '') this.item.pieces.push({ text: sentence, durationMs: 0 })
    else this.#speaker.say(sentence)
  }

  async #passOn(piece: Buffer): Promise<void> {
    const { config, clock, signal } = this.#options
    if (signal.aborted) return
    const bytes = this.#encoder.push(piece)
    if (bytes.length === 0) return
    this.#firstSoundAtMs ??= this.#session.context.now()
    clock.mark('first_audio')
    this.#sentenceMs += durationMsOf(config.audio.output.format.type, bytes.length)
    this.#events.sound(bytes)
    await this.#session.port.drained()
  }

  #said(text: string): void {
    this.item.pieces.push({ text, durationMs: this.#sentenceMs })
    this.#sentenceMs = 0
  }

  /** How much of it was heard, if it is played as it arrives. */
  #playedMs(): number {
    return this.#firstSoundAtMs === null ? 0 : this.#session.context.now() - this.#firstSoundAtMs
  }
}
