import { isObject, type JsonObject, type RealtimeEvent } from './event.ts'
import { liftFormat } from './sound-format.ts'

/*
 * Converts the beta's formats to GA's (differences of `openai` 4.104 and 7.57, `resources/realtime/realtime.d.ts`). GA
 * fields stay unchanged, so mixtures work: most snippets on the web are mixtures.
 */

/** A client's event with the beta's names and fields replaced. */
export const liftClientEvent = (event: RealtimeEvent): RealtimeEvent => {
  switch (event.type) {
    case 'session.update':
    case 'transcription_session.update':
      return isObject(event['session'])
        ? { ...event, type: 'session.update', session: liftSession(event['session'], event.type) }
        : event
    case 'response.create':
      return isObject(event['response']) ? { ...event, response: liftResponse(event['response']) } : event
    default:
      return event
  }
}

/** Fields of a beta session, and their new places. */
const INPUT_FIELDS: Readonly<Record<string, string>> = {
  input_audio_format: 'format',
  turn_detection: 'turn_detection',
  input_audio_transcription: 'transcription',
  input_audio_noise_reduction: 'noise_reduction',
}
const OUTPUT_FIELDS: Readonly<Record<string, string>> = {
  output_audio_format: 'format',
  voice: 'voice',
  speed: 'speed',
}

/** A session in GA format. GA has no temperature any more, so it is left out. */
export const liftSession = (session: JsonObject, eventType = 'session.update'): JsonObject => {
  const { modalities, max_response_output_tokens: maxTokens, temperature: _, ...rest } = session
  const isTranscription = eventType === 'transcription_session.update'
  return {
    type: isTranscription ? 'transcription' : 'realtime',
    ...(modalities === undefined ? {} : { output_modalities: liftModalities(modalities) }),
    ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
    ...liftAudio(rest),
  }
}

/** A response's own settings in GA format. */

export const liftResponse = (response: JsonObject): JsonObject => {
  const { modalities, max_response_output_tokens: maxTokens, temperature: _, ...rest } = response
  return {
    ...(modalities === undefined ? {} : { output_modalities: liftModalities(modalities) }),
    ...(maxTokens === undefined ? {} : { max_output_tokens: maxTokens }),
    ...liftAudio(rest),
  }
}

/** `["text","audio"]` of the beta is audio with its transcript, which GA calls `["audio"]`. */
const liftModalities = (modalities: unknown): unknown => {
  if (!Array.isArray(modalities)) return modalities
  return modalities.includes('audio') ? ['audio'] : modalities
}

const liftAudio = (fields: JsonObject): JsonObject => {
  const input = moved(fields, INPUT_FIELDS)
  const output = moved(fields, OUTPUT_FIELDS)
  const rest = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !(name in INPUT_FIELDS) && !(name in OUTPUT_FIELDS)),
  )
  const audio = isObject(rest['audio']) ? rest['audio'] : {}
  const lifted = {
    ...joined('input', audio['input'], input),
    ...joined('output', audio['output'], output),
  }
  return Object.keys(lifted).length === 0 ? rest : { ...rest, audio: lifted }
}

const joined = (name: string, written: unknown, fields: JsonObject): JsonObject => {
  if (written !== undefined && !isObject(written)) return { [name]: written }
  const all = { ...written, ...fields }
  if ('format' in all) all['format'] = liftFormat(all['format'])
  return Object.keys(all).length === 0 ? {} : { [name]: all }
}

const moved = (fields: JsonObject, names: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => (from in fields ? [[to, fields[from]]] : [])),
  )

/** The beta's names of server events -> GA's. */
const RENAMED: Readonly<Record<string, string>> = {
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
}
export const GA_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(RENAMED))
export const BETA_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(RENAMED).map(([beta, ga]) => [ga, beta]),
)
