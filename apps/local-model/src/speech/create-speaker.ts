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
  /** Yields the speech sentence by sentence. @throws PublicError if too many requests wait; the signal's reason */
  speak(speech: Speech): AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

type SpeakerOptions = {
  /** Returns the path of ffmpeg, which it finds or downloads at the first call. */
  ffmpeg: () => Promise<string>
  /** The thread, which takes 60 MB, ends after this time without use. */
  idleMs: number
}

const MAX_WAITING = 64
const RETRY_AFTER_MS = 5_000

/** Creates speech with flite, in one thread that starts when it is needed. */
export const createSpeaker = ({ ffmpeg, idleMs }: SpeakerOptions): Speaker => {
  const pool = new Piscina<FliteJob, Uint8Array>({
    filename: new URL('./flite-job.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_WAITING,
    idleTimeout: idleMs,
    // Node 24 would print a warning that WASI is experimental at each start of the thread.
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
