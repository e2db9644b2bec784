import { decodeFile, FfmpegFailed } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import type { Recognizer } from './load-recognizer.ts'
import { splitSpeech, withoutLeadingSilence } from './split-speech.ts'
import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

/** The text of one piece of the file. */
export type Segment = { startSeconds: number; endSeconds: number; text: string; tokens: number }

type Transcription = { ffmpeg: string; file: string; recognizer: Recognizer; signal: AbortSignal }

const NOTHING_SAID = { text: '', tokens: 0 }

/**
 * Transcribes an audio file and yields each segment when it is ready. The text of silence is empty.
 * @throws PublicError for a file that is not audio; the signal's reason
 */
export async function* transcribe({
  ffmpeg,
  file,
  recognizer,
  signal,
}: Transcription): AsyncGenerator<Segment> {
  const { rateHz, maxSeconds } = TRANSCRIPTION_MODEL
  const samples = decodeFile({ ffmpeg, path: file, rateHz, maxSeconds, signal })
  try {
    for await (const { startSeconds, samples: stretch } of splitSpeech(samples)) {
      const speech = withoutLeadingSilence(stretch)
      const said = speech.length === 0 ? NOTHING_SAID : await recognizer.recognize(speech, signal)
      yield { startSeconds, endSeconds: startSeconds + stretch.length / rateHz, ...said }
    }
  } catch (error) {
    if (!(error instanceof FfmpegFailed)) throw error
    throw new PublicError('invalid_request', 'file: this audio cannot be decoded.', { param: 'file' }, error)
  }
}
