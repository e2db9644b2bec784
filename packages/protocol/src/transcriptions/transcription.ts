import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'

/** The formats of OpenAI's `/audio/transcriptions` (openai 7.57.0, `resources/audio/transcriptions.d.ts`). */
export const TRANSCRIPT_FORMATS = ['json', 'text', 'srt', 'vtt', 'verbose_json', 'diarized_json'] as const

export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

/** An audio file: its duration by its samples, and its stored id or its bytes. */
export type SentSound = { durationMs: number } & (
  | { type: 'media'; mediaId: string; index: number }
  | { type: 'data'; mediaType: string; base64: string }
)

/** A transcription request. */
export type TranscriptionRequest = {
  /** Transcription, or translation to English. */
  task: 'transcribe' | 'translate'
  model: string
  sound: SentSound
  format: TranscriptFormat
  language: string | null
  prompt: string | null
  temperature: number | null
  timestamps: readonly ('word' | 'segment')[]
  isStream: boolean
  /** Other fields, unchanged. */
  extensions: Readonly<Record<string, unknown>>
}

/** A loaded audio file. */
export type LoadedSound = { mediaType: string; base64: string }

export type Segment = { startSeconds: number; endSeconds: number; text: string; speaker?: string }
export type Word = { startSeconds: number; endSeconds: number; text: string }

/** A transcript, with times if the provider returned them. */
export type TranscriptionResult = {
  text: string
  language?: string
  segments?: readonly Segment[]
  words?: readonly Word[]
  usage?: Usage
  /** The answer of an OpenAI-compatible provider, which is passed on with our usage. */
  original?: Readonly<Record<string, unknown>>
}

export type WrittenTranscription = {
  body:
    /** `file` is sent in this field. */
    | { type: 'form'; fields: [name: string, value: string][]; file: LoadedSound }
    | { type: 'json'; value: Record<string, unknown> }
    /** Only the audio. */
    | { type: 'sound'; file: LoadedSound }
  losses: Loss[]
  /** The path below the provider's base URL, if the usual one is not used. */
  path?: string
}

/** The format of a provider's transcription. */
export type TranscriptionWire = {
  /** @throws PublicError naming an unsupported feature */
  writeRequest(request: TranscriptionRequest, sound: LoadedSound, model: string): WrittenTranscription
  /** @throws FaultError if the body is not an answer */
  readResult(body: unknown): TranscriptionResult
}
