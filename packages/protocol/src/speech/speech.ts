import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

/** The formats that OpenAI's `/audio/speech` has (openai 7.57.0, `resources/audio/speech.d.ts`). */
export const SPEECH_FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const

export type SpeechFormat = (typeof SPEECH_FORMATS)[number]

/** What is asked of a model that speaks. */
export type SpeechRequest = {
  model: string
  input: string
  voice: string
  /** How to speak, in words. */
  instructions: string | null
  format: SpeechFormat
  /** 1 is the voice's own pace. */
  speed: number
  /** The sound as events and not as bytes. */
  isStream: boolean
}

/** What the bytes are that a provider answers: the file that was asked for, another file, or bare samples. */
export type SpokenAs =
  | { type: 'format'; format: SpeechFormat }
  /** 16-bit, little-endian, one channel. */
  | { type: 'samples'; rateHz: number }

/** How a provider's answer holds the sound: as its bytes, or within JSON. */
export type SpeechAnswer =
  | { type: 'bytes'; spokenAs: SpokenAs }
  /** @throws FaultError when the body is no answer */
  | { type: 'json'; read(body: unknown): SpeechResult }

export type SpeechResult = { sound: Buffer; spokenAs: SpokenAs; usage?: Usage }

/** How a provider is asked to speak. */
export type SpeechWire = {
  /** @throws PublicError naming what it cannot do */
  writeRequest(request: SpeechRequest, model: string): { body: Record<string, unknown>; losses: Loss[] }
  /** How the answer to a request holds the sound. */
  answerTo(request: SpeechRequest): SpeechAnswer
  /** Whether it speaks at the pace that was asked for; else that is done here. */
  hasSpeed: boolean
}
