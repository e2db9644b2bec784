import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

/** The formats that OpenAI's `/audio/transcriptions` has (openai 7.57.0, `resources/audio/transcriptions.d.ts`). */
export const TRANSCRIPT_FORMATS = ['json', 'text', 'srt', 'vtt', 'verbose_json', 'diarized_json'] as const

export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

/** A sound file that was sent: how long it is by its samples, and where it is stored here, or its bytes. */
export type SentSound = { durationMs: number } & (
  | { type: 'media'; mediaId: string; index: number }
  | { type: 'data'; mediaType: string; base64: string }
)

/** What is asked of a model that understands speech. */
export type TranscriptionRequest = {
  /** Its words as they are said, or in English. */
  task: 'transcribe' | 'translate'
  model: string
  sound: SentSound
  format: TranscriptFormat
  language: string | null
  prompt: string | null
  temperature: number | null
  timestamps: readonly ('word' | 'segment')[]
  isStream: boolean
  /** The rest, as it was sent. */
  extensions: Readonly<Record<string, unknown>>
}

/** A sound file that is here. */
export type LoadedSound = { mediaType: string; base64: string }

export type Segment = { startSeconds: number; endSeconds: number; text: string; speaker?: string }
export type Word = { startSeconds: number; endSeconds: number; text: string }

/** A transcript. Times are there where the provider gave them. */
export type TranscriptionResult = {
  text: string
  language?: string
  segments?: readonly Segment[]
  words?: readonly Word[]
  usage?: Usage
  /** What a provider of OpenAI's form answered: it is passed on with our usage. */
  original?: Readonly<Record<string, unknown>>
}

export type WrittenTranscription = {
  body:
    /** `file` goes into the field of that name. */
    | { type: 'form'; fields: [name: string, value: string][]; file: LoadedSound }
    | { type: 'json'; value: Record<string, unknown> }
    /** The sound itself, and nothing else. */
    | { type: 'sound'; file: LoadedSound }
  losses: Loss[]
  /** Where it is sent below the provider's address, if the body does not say all. */
  path?: string
}

/** How a provider is asked what is said. */
export type TranscriptionWire = {
  /** @throws PublicError naming what it cannot do */
  writeRequest(request: TranscriptionRequest, sound: LoadedSound, model: string): WrittenTranscription
  /** @throws FaultError when the body is no answer */
  readResult(body: unknown): TranscriptionResult
}
