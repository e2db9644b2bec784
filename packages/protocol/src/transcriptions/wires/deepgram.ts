import { dropped } from '../../canonical/dropped.ts'
import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import { namesOfSpeakers, segmentsOfWords } from '../segments-of-words.ts'
import type { SpokenWord } from '../segments-of-words.ts'
import type { TranscriptionRequest, TranscriptionResult, TranscriptionWire } from '../transcription.ts'

/**
 * Deepgram's `/listen`: the audio is the body, everything else is in the URL
 * (https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded).
 */
export const deepgramTranscriptions: TranscriptionWire = {
  writeRequest: (request, file, model) => {
    if (request.task === 'translate') throw unsupported('model', 'this provider does not translate speech.')
    return {
      path: `/listen?${queryOf(request, model).toString()}`,
      body: { type: 'sound', file },
      losses: dropped([
        ...(request.prompt === null ? [] : ['prompt']),
        ...(request.temperature === null ? [] : ['temperature']),
        ...Object.keys(request.extensions).filter((name) => name !== 'keywords'),
      ]),
    }
  },
  readResult: (body) => readTranscript(body),
}

const queryOf = ({ format, language, extensions }: TranscriptionRequest, model: string): URLSearchParams => {
  const query = new URLSearchParams({ model, smart_format: 'true' })
  if (language === null) query.set('detect_language', 'true')
  else query.set('language', language)
  if (format === 'diarized_json') query.set('diarize', 'true')
  for (const keyword of [extensions['keywords'] ?? []].flat())
    if (typeof keyword === 'string') query.append('keyterm', keyword)
  return query
}

const readTranscript = (body: unknown): TranscriptionResult => {
  const [channel] = arrayOf(objectOf(objectOf(body)['results'])['channels']).map(objectOf)
  const [best] = arrayOf(channel?.['alternatives']).map(objectOf)
  if (typeof best?.['transcript'] !== 'string') throw new FaultError(malformedFault(body))
  const nameOf = namesOfSpeakers()
  const words = arrayOf(best['words']).map((word) => wordOf(objectOf(word), nameOf))
  return compact({
    text: best['transcript'],
    language: optionalText(channel?.['detected_language']),
    words,
    segments: segmentsOfWords(words),
  }) as TranscriptionResult
}

const wordOf = (word: JsonObject, nameOf: (id: unknown) => string): SpokenWord => ({
  text: optionalText(word['punctuated_word']) ?? optionalText(word['word']) ?? '',
  startSeconds: Number(word['start']) || 0,
  endSeconds: Number(word['end']) || 0,
  ...(word['speaker'] === undefined ? {} : { speaker: nameOf(word['speaker']) }),
})
