import { dropped } from '../../canonical/dropped.ts'
import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { namesOfSpeakers, segmentsOfWords } from '../segments-of-words.ts'
import type { SpokenWord } from '../segments-of-words.ts'
import type { TranscriptionRequest, TranscriptionResult, TranscriptionWire } from '../transcription.ts'

/**
 * ElevenLabs' `/speech-to-text`: a form; returns words with times
 * (https://elevenlabs.io/docs/api-reference/speech-to-text/convert).
 */
export const elevenLabsTranscriptions: TranscriptionWire = {
  writeRequest: (request, file, model) => {
    if (request.task === 'translate') throw unsupported('model', 'this provider does not translate speech.')
    return {
      path: '/speech-to-text',
      body: { type: 'form', fields: fieldsOf(request, model), file },
      losses: dropped([...(request.prompt === null ? [] : ['prompt']), ...Object.keys(request.extensions)]),
    }
  },
  readResult: (body) => readTranscript(body),
}

const fieldsOf = (
  { format, language, temperature }: TranscriptionRequest,
  model: string,
): [string, string][] => [
  ['model_id', model],
  ['tag_audio_events', 'false'],
  ['timestamps_granularity', 'word'],
  ...(format === 'diarized_json' ? [['diarize', 'true'] as [string, string]] : []),
  ...(language === null ? [] : [['language_code', language] as [string, string]]),
  ...(temperature === null ? [] : [['temperature', String(temperature)] as [string, string]]),
]

const readTranscript = (body: unknown): TranscriptionResult => {
  const answer = objectOf(body)
  if (typeof answer['text'] !== 'string') throw new FaultError(malformedFault(body))
  const nameOf = namesOfSpeakers()
  const words = arrayOf(answer['words'])
    .map(objectOf)
    .filter(({ type }) => type === 'word')
    .map((word): SpokenWord => ({
      text: optionalText(word['text']) ?? '',
      startSeconds: Number(word['start']) || 0,
      endSeconds: Number(word['end']) || 0,
      ...(typeof word['speaker_id'] === 'string' ? { speaker: nameOf(word['speaker_id']) } : {}),
    }))
  return compact({
    text: answer['text'],
    language: optionalText(answer['language_code']),
    words,
    segments: segmentsOfWords(words),
  }) as TranscriptionResult
}
