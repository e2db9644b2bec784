import { PublicError } from '@gptget/errors'
import type { SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { TurnDetection } from '../events/session-config.ts'
import { RATES_HZ, type SoundFormatName } from '../events/sound-format.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { Resampler } from '../sound/resampler.ts'
import { decodeSound, toFloat, wavOf } from '../sound/samples.ts'
import { FrameCutter, VAD_RATE_HZ } from '../vad/frames.ts'
import { TurnDetector, turnSettingsOf, type TurnChange } from '../vad/turn-detector.ts'
import type { VoiceDetector } from '../vad/voice-detector.ts'
import { SampleBuffer } from './sample-buffer.ts'

/** OpenAI's minimum. */
const SHORTEST_COMMIT_MS = 100
/** The longest turn: it ends there as if there had been silence. */
const LONGEST_TURN_MS = 300_000

const ARRIVAL_MS = 50

type Listeners = {
  onTurn: (change: TurnChange) => void
  onFailure: (error: unknown) => void
}

/** The microphone of a session: uncommitted audio, and where turns begin and end in it. */
export class InputAudio {
  readonly #context: Context
  readonly #port: SessionPort
  readonly #listeners: Listeners
  #format: SoundFormatName = 'audio/pcm'
  #buffer = new SampleBuffer(RATES_HZ['audio/pcm'])
  #turns: TurnDetector | null = null
  #voice: VoiceDetector | null = null
  #resampler = new Resampler(RATES_HZ['audio/pcm'], VAD_RATE_HZ)
  #cutter = new FrameCutter()
  /** When each piece of the buffer arrived. */
  #arrivals: { endMs: number; atMs: number }[] = []
  /** Where the detector began to listen. */
  #detectedFromMs = 0
  #heard: Promise<void> = Promise.resolve()

  constructor(context: Context, port: SessionPort, listeners: Listeners) {
    this.#context = context
    this.#port = port
    this.#listeners = listeners
  }

  /** Sets the audio format and turn detection. Buffered audio in another format is dropped. */
  configure(format: SoundFormatName, detection: TurnDetection | null): void {
    if (format !== this.#format) {
      this.#format = format
      this.#buffer = new SampleBuffer(RATES_HZ[format])
      this.#turns = null
    }
    if (detection === null) this.#turns = null
    else if (this.#turns === null) this.#listenAgain(detection)
    else this.#turns.settings = turnSettingsOf(detection)
  }

  #listenAgain(detection: TurnDetection): void {
    this.#turns = new TurnDetector(turnSettingsOf(detection))
    this.#resampler = new Resampler(RATES_HZ[this.#format], VAD_RATE_HZ)
    this.#cutter = new FrameCutter()
    this.#detectedFromMs = this.#buffer.endMs
    this.#voice?.close()
    this.#voice = this.#context.voices.open()
  }

  /** @throws PublicError if the buffer is full, or it is not audio */
  append(base64: string): void {
    const samples = decodeSound(this.#format, decodeBase64(base64))
    if (this.#buffer.durationMs > LONGEST_TURN_MS && this.#turns === null)
      throw new PublicError(
        'invalid_request',
        `The input audio buffer holds ${LONGEST_TURN_MS / 60_000} minutes. Commit or clear it.`,
      )
    this.#port.reserve(this.#buffer.byteLength + samples.byteLength)
    this.#buffer.push(samples)
    if (this.#turns === null) return
    this.#noteArrival()
    this.#listen(samples)
  }

  /** Pieces that arrive within a moment of each other count as one, however small they are. */
  #noteArrival(): void {
    const atMs = this.#context.now()
    const last = this.#arrivals.at(-1)
    if (last !== undefined && atMs - last.atMs < ARRIVAL_MS) last.endMs = this.#buffer.endMs
    else this.#arrivals.push({ endMs: this.#buffer.endMs, atMs })
  }

  #listen(samples: Int16Array): void {
    const frames = this.#cutter.push(this.#resampler.push(toFloat(samples)))
    if (frames.length === 0) return
    const heard = this.#voice!.hear(frames)
    const turns = this.#turns!
    this.#heard = this.#heard
      .then(async () => this.#judge(turns, await heard))
      .catch((error: unknown) => this.#listeners.onFailure(error))
  }

  #judge(turns: TurnDetector, probabilities: number[]): void {
    for (const probability of probabilities) {
      if (turns !== this.#turns) return
      const change = turns.push(probability)
      if (change !== null) this.#listeners.onTurn({ ...change, atMs: change.atMs + this.#detectedFromMs })
    }
    if (turns.isSpeaking && this.#buffer.durationMs > LONGEST_TURN_MS) {
      turns.end()
      this.#listeners.onTurn({ type: 'stopped', atMs: this.#buffer.endMs })
    }
    // Before speech, only the padding before its beginning is kept.
    if (turns.isSpeaking) return
    const neededFromMs = this.#detectedFromMs + turns.heardMs - turns.settings.prefixMs - 500
    this.#buffer.dropBefore(neededFromMs)
    this.#arrivals = this.#arrivals.filter(({ endMs }) => endMs >= neededFromMs)
  }

  /** How much was heard before the audio of a turn counts. */
  get prefixMs(): number {
    return this.#turns?.settings.prefixMs ?? 0
  }

  /** When the audio at a position arrived: clients send it at the pace of speech, or all at once. */
  cameAtMs(placeMs: number): number {
    const arrival = this.#arrivals.find(({ endMs }) => endMs >= placeMs)
    return arrival?.atMs ?? this.#context.now()
  }

  /** Takes everything. @throws ProtocolError if there is next to nothing */
  takeAll(): Buffer {
    const { durationMs } = this.#buffer
    if (durationMs < SHORTEST_COMMIT_MS)
      throw new ProtocolError(
        'input_audio_buffer_commit_empty',
        `Error committing input audio buffer: buffer too small. Expected at least ${SHORTEST_COMMIT_MS}ms of audio, but buffer only has ${durationMs.toFixed(2)}ms of audio.`,
      )
    return this.take(0, this.#buffer.endMs)
  }

  /** Takes what is between two times of the session, and drops what is before. */
  take(fromMs: number, toMs: number): Buffer {
    this.#turns?.end()
    return wavOf(this.#buffer.take(fromMs, toMs), RATES_HZ[this.#format])
  }

  clear(): void {
    this.#turns?.end()
    this.#buffer.dropBefore(this.#buffer.endMs)
  }

  close(): void {
    this.#voice?.close()
    this.#turns = null
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const decodeBase64 = (text: string): Buffer => {
  if (!BASE64.test(text))
    throw new PublicError('invalid_request', 'audio: expected base64.', { param: 'audio' })
  return Buffer.from(text, 'base64')
}
