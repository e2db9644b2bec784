import { decodeFile, FfmpegFailed } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import type { Recogniser } from './load-recogniser.ts'
import { splitSpeech, withoutLeadingSilence } from './split-speech.ts'
import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

/** What was said in one stretch of the file. */
export type Segment = { startSeconds: number; endSeconds: number; text: string; tokens: number }

type Transcription = { ffmpeg: string; file: string; recogniser: Recogniser; signal: AbortSignal }

const NOTHING_SAID = { text: '', tokens: 0 }

/**
 * What is said in a sound file, stretch by stretch as it is understood; silence has an empty text.
 * @throws PublicError for a file that is no sound; the signal's reason
 */
export async function* transcribe({
  ffmpeg,
  file,
  recogniser,
  signal,
}: Transcription): AsyncGenerator<Segment> {
  const { rateHz, maxSeconds } = TRANSCRIPTION_MODEL
  const samples = decodeFile({ ffmpeg, path: file, rateHz, maxSeconds, signal })
  try {
    for await (const { startSeconds, samples: stretch } of splitSpeech(samples)) {
      const speech = withoutLeadingSilence(stretch)
      const said = speech.length === 0 ? NOTHING_SAID : await recogniser.recognise(speech, signal)
      yield { startSeconds, endSeconds: startSeconds + stretch.length / rateHz, ...said }
    }
  } catch (error) {
    if (!(error instanceof FfmpegFailed)) throw error
    throw new PublicError('invalid_request', 'file: this audio cannot be decoded.', { param: 'file' }, error)
  }
}
