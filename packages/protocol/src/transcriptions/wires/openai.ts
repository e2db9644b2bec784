import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import type { Usage } from '../../canonical/usage.ts'
import { readErrorObject } from '../../dialects/openai-chat/errors.ts'
import { readOpenAiUsage } from '../../dialects/openai-usage.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { compact, isObject, objectOf, optionalText } from '../../json/object.ts'
import type {
  Segment,
  TranscriptFormat,
  TranscriptionRequest,
  TranscriptionResult,
  TranscriptionWire,
  Word,
} from '../transcription.ts'

/** The format to request from a provider, from which the caller's format can be created. */
const ASKED: Readonly<Record<TranscriptFormat, string>> = {
  json: 'json',
  text: 'json',
  srt: 'verbose_json',
  vtt: 'verbose_json',
  verbose_json: 'verbose_json',
  diarized_json: 'diarized_json',
}

/**
 * OpenAI and compatible providers (Groq, self-hosted servers): a form.
 * @param hasSpeakers whether it distinguishes speakers
 */
export const openAiTranscriptions = ({ hasSpeakers }: { hasSpeakers: boolean }): TranscriptionWire => ({
  writeRequest: (request, file, model) => {
    if (request.format === 'diarized_json' && !hasSpeakers)
      throw unsupported('response_format', 'this provider does not tell who speaks.')
    return { body: { type: 'form', fields: fieldsOf(request, model), file }, losses: [] }
  },
  readResult: (body) => readOpenAiTranscript(body),
})

const fieldsOf = (request: TranscriptionRequest, model: string): [string, string][] => {
  const { format, language, prompt, temperature, timestamps, extensions } = request
  const fields: [string, string][] = [
    ['model', model],
    ['response_format', ASKED[format]],
  ]
  if (language !== null) fields.push(['language', language])
  if (prompt !== null) fields.push(['prompt', prompt])
  if (temperature !== null) fields.push(['temperature', String(temperature)])
  for (const timestamp of timestamps) fields.push(['timestamp_granularities[]', timestamp])
  for (const [name, value] of Object.entries(extensions)) fields.push(...fieldsNamed(name, value))
  return fields
}

/** A field that occurs several times in a form is a list. */
const fieldsNamed = (name: string, value: unknown): [string, string][] => {
  if (typeof value === 'string') return [[name, value]]
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value.map((each: string) => [`${name}[]`, each])
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, String(value)]]
  throw unsupported(name, 'this cannot be said in a form.')
}

/** Reads OpenAI's answers, plain and with times. @throws FaultError if the body is not one */
const readOpenAiTranscript = (body: unknown): TranscriptionResult => {
  const answer = objectOf(body)
  if (answer['error']) throw new FaultError(readErrorObject(answer['error'], body))
  // It is empty for silence.
  const { text } = answer
  if (typeof text !== 'string') throw new FaultError(malformedFault(body))
  return compact({
    text,
    language: optionalText(answer['language']),
    segments: Array.isArray(answer['segments']) ? timesIn(answer['segments'], 'text') : undefined,
    words: Array.isArray(answer['words']) ? timesIn(answer['words'], 'word') : undefined,
    usage: usageOf(answer['usage']),
    original: answer,
  }) as TranscriptionResult
}

const timesIn = (items: unknown[], name: 'text' | 'word'): Segment[] & Word[] =>
  items.map(objectOf).map((item) =>
    compact({
      startSeconds: Number(item['start']) || 0,
      endSeconds: Number(item['end']) || 0,
      text: (optionalText(item[name]) ?? '').trim(),
      speaker: optionalText(item['speaker']),
    }),
  ) as Segment[] & Word[]

/** Usage in tokens. Usage by duration is ignored, because the duration was measured here. */
const usageOf = (raw: unknown): Usage | undefined => {
  if (!isObject(raw) || raw['type'] === 'duration') return undefined
  return readOpenAiUsage({ ...raw, input_tokens_details: raw['input_token_details'] })
}
