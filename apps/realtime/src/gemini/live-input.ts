import type { SessionPort } from '../backends/backend.ts'
import type { JsonObject } from '../events/event.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { RATES_HZ } from '../events/sound-format.ts'
import { bytesOf, decodeSound } from '../sound/samples.ts'
import { soundFrame } from './client-frames.ts'

type Parts = { port: SessionPort; makeId: () => string }

/** The user's side of a session with Gemini: the microphone, and Gemini's transcript of it. */
export class LiveInput {
  readonly #parts: Parts
  /** Whether there is uncommitted audio. */
  #buffer: 'empty' | 'filled' = 'empty'
  /** The current speech, as far as it is transcribed. */
  #said: { id: string; text: string } | null = null
  #soundMs = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Audio of a client: its frames, and its length. */
  append(audio: string, { format, turn_detection: detection }: SessionConfig['audio']['input']) {
    const samples = decodeSound(format.type, Buffer.from(audio, 'base64'))
    const rateHz = RATES_HZ[format.type]
    const durationMs = (samples.length / rateHz) * 1_000
    const frames: JsonObject[] = []
    if (detection === null && this.#buffer === 'empty') frames.push({ realtimeInput: { activityStart: {} } })
    frames.push(soundFrame(bytesOf(samples), rateHz))
    this.#buffer = 'filled'
    this.#soundMs += durationMs
    return { frames, durationMs }
  }

  /** Tells Gemini that the user has finished. @throws ProtocolError without any audio */
  commit({ turn_detection: detection }: SessionConfig['audio']['input']): JsonObject {
    if (this.#buffer === 'empty')
      throw new ProtocolError(
        'input_audio_buffer_commit_empty',
        'Error committing input audio buffer: buffer is empty.',
      )
    this.#buffer = 'empty'
    this.#parts.port.send({
      type: 'input_audio_buffer.committed',
      previous_item_id: null,
      item_id: this.#begun().id,
    })
    return { realtimeInput: detection === null ? { activityEnd: {} } : { audioStreamEnd: true } }
  }

  /** Gemini heard someone speak over its answer. It reports neither the beginning nor the end of that. */
  interrupted(): void {
    this.#parts.port.send({
      type: 'input_audio_buffer.speech_started',
      audio_start_ms: Math.round(this.#soundMs),
      item_id: this.#begun().id,
    })
  }

  /** A piece of the transcript. */
  heard(delta: string): void {
    const said = this.#begun()
    said.text += delta
    const type = 'conversation.item.input_audio_transcription.delta'
    this.#parts.port.send({ type, item_id: said.id, content_index: 0, delta })
  }

  /** The transcript is complete when its answer begins. */
  end(isTranscribed: boolean): void {
    if (this.#said === null) return
    const { port } = this.#parts
    const { id, text: transcript } = this.#said
    this.#said = null
    const content = [{ type: 'input_audio', transcript }]
    const base = { id, object: 'realtime.item', type: 'message', role: 'user', status: 'completed' }
    const item = { ...base, content }
    port.send({ type: 'conversation.item.added', previous_item_id: null, item })
    port.send({ type: 'conversation.item.done', previous_item_id: null, item })
    if (!isTranscribed) return
    const type = 'conversation.item.input_audio_transcription.completed'
    port.send({ type, item_id: id, content_index: 0, transcript, usage: COUNTED_WITH_THE_ANSWER })
  }

  #begun(): { id: string; text: string } {
    this.#said ??= { id: `item_${this.#parts.makeId()}`, text: '' }
    return this.#said
  }
}

const COUNTED_WITH_THE_ANSWER = { type: 'tokens', input_tokens: 0, output_tokens: 0, total_tokens: 0 }
