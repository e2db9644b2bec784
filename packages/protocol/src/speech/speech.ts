import type { SpeechFormat } from '../canonical/speech-formats.ts'
import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

export { SPEECH_FORMATS } from '../canonical/speech-formats.ts'
export type { SpeechFormat } from '../canonical/speech-formats.ts'

/** A speech request. */
export type SpeechRequest = {
  model: string
  input: string
  voice: string
  /** How to speak, in words. */
  instructions: string | null
  format: SpeechFormat
  /** 1 is the voice's normal speed. */
  speed: number
  /** Whether to send events instead of bytes. */
  isStream: boolean
}

/** The kind of a provider's audio bytes: the requested file, another file, or raw samples. */
export type SpokenAs =
  | { type: 'format'; format: SpeechFormat }
  /** 16-bit, little-endian, one channel. */
  | { type: 'samples'; rateHz: number }

/** The form of the audio in a provider's answer: as bytes, or in JSON. */
export type SpeechAnswer =
  | { type: 'bytes'; spokenAs: SpokenAs }
  /** @throws FaultError if the body is not an answer */
  | { type: 'json'; read(body: unknown): SpeechResult }

export type SpeechResult = { sound: Buffer; spokenAs: SpokenAs; usage?: Usage }

/** The format of a provider's speech. */
export type SpeechWire = {
  /**
   * `path`: the path below the provider's base URL, if the usual one is not used.
   * @throws PublicError naming an unsupported feature
   */
  writeRequest(
    request: SpeechRequest,
    model: string,
  ): { body: Record<string, unknown>; losses: Loss[]; path?: string }
  /** The form of the audio in the answer to a request. */
  answerTo(request: SpeechRequest): SpeechAnswer
  /** The factor by which the speed must be changed here; 1 if the provider supports the requested speed. */
  speedLeft(request: SpeechRequest): number
  /** The voices of all its models; undefined if they differ between models or are not known. */
  voices?: readonly string[]
}
