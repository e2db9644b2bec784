import type { SpeechFormat } from '../canonical/speech-formats.ts'
import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

export { SPEECH_FORMATS } from '../canonical/speech-formats.ts'
export type { SpeechFormat } from '../canonical/speech-formats.ts'

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
  /**
   * `path`: where it is sent below the provider's address, if the body does not say all.
   * @throws PublicError naming what it cannot do
   */
  writeRequest(
    request: SpeechRequest,
    model: string,
  ): { body: Record<string, unknown>; losses: Loss[]; path?: string }
  /** How the answer to a request holds the sound. */
  answerTo(request: SpeechRequest): SpeechAnswer
  /** How many times its pace is to be changed here; 1 where it speaks as was asked for. */
  speedLeft(request: SpeechRequest): number
  /** The voices that each of its models has; left out where they are the model's own, or not known. */
  voices?: readonly string[]
}
