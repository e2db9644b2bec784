import { convertSpeech, type SpeechFormat } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import { Piscina } from 'piscina'
import type { FliteJob } from './flite-job.ts'
import { SPEECH_MODEL } from './speech-model.ts'
import { splitSentences } from './split-sentences.ts'
import type { FliteVoice } from './voices.ts'

export type Speech = {
  text: string
  voice: FliteVoice
  format: SpeechFormat
  speed: number
  signal: AbortSignal
}

export type Speaker = {
  /** The speech, sentence by sentence, as it is made. @throws PublicError when too many wait; the signal's reason */
  speak(speech: Speech): AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

type SpeakerOptions = {
  /** The path of ffmpeg, found or fetched when it is first needed. */
  ffmpeg: () => Promise<string>
  /** The thread and its 60 MB are released when nothing was said for so long. */
  idleMs: number
}

const MAX_WAITING = 64
const RETRY_AFTER_MS = 5_000

/** Speaks with flite, in one thread that is there while it is used. */
export const createSpeaker = ({ ffmpeg, idleMs }: SpeakerOptions): Speaker => {
  const pool = new Piscina<FliteJob, Uint8Array>({
    filename: new URL('./flite-job.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_WAITING,
    idleTimeout: idleMs,
    // WASI is marked as experimental in Node 24, which would be said at each start of the thread.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const samples = async function* ({ text, voice, signal }: Speech): AsyncGenerator<Uint8Array> {
    for (const sentence of splitSentences(text)) {
      if (pool.queueSize >= MAX_WAITING) throw tooMany()
      yield await pool.run({ text: sentence, voice }, { signal })
    }
  }
  return {
    speak: async function* (speech) {
      const { format, speed, signal } = speech
      const source = { type: 'samples' as const, rateHz: SPEECH_MODEL.rateHz }
      yield* convertSpeech(samples(speech), { ffmpeg: await ffmpeg(), source, format, speed, signal })
    },
    close: () => pool.destroy(),
  }
}

const tooMany = (): PublicError =>
  new PublicError('provider_overloaded', 'Too many requests are waiting for the local voices.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
