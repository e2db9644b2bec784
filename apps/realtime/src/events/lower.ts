import { isObject, type JsonObject, type RealtimeEvent } from './event.ts'
import { BETA_NAMES } from './lift.ts'
import { lowerFormat } from './sound-format.ts'

/**
 * A GA event for a client that asked for the beta; null for events that the beta did not have. It has `item.created`
 * for GA's `item.added` and `item.done`.
 */
export const lowerServerEvent = (event: RealtimeEvent): RealtimeEvent | null => {
  switch (event.type) {
    case 'conversation.item.done':
      return null
    case 'conversation.item.added':
      return { ...event, type: 'conversation.item.created', item: lowerItem(event['item']) }
    case 'session.created':
    case 'session.updated':
      return isObject(event['session']) ? { ...event, session: lowerSession(event['session']) } : event
    case 'response.created':
    case 'response.done':
      return isObject(event['response']) ? { ...event, response: lowerResponse(event['response']) } : event
    case 'response.output_item.added':
    case 'response.output_item.done':
      return { ...event, item: lowerItem(event['item']) }
    case 'response.content_part.added':
    case 'response.content_part.done':
      return { ...event, part: lowerPart(event['part']) }
    default:
      return { ...event, type: BETA_NAMES.get(event.type) ?? event.type }
  }
}

/** A GA session in beta format. */
export const lowerSession = ({
  audio,
  output_modalities: modalities,
  max_output_tokens,
  ...rest
}: JsonObject): JsonObject => {
  const { input, output } = isObject(audio) ? audio : {}
  const heard = isObject(input) ? input : {}
  const spoken = isObject(output) ? output : {}
  return {
    ...rest,
    ...(modalities === undefined ? {} : { modalities: lowerModalities(modalities) }),
    ...(max_output_tokens === undefined ? {} : { max_response_output_tokens: max_output_tokens }),
    ...given('voice', spoken['voice']),
    ...given('speed', spoken['speed']),
    ...given('output_audio_format', lowerFormat(spoken['format'])),
    ...given('input_audio_format', lowerFormat(heard['format'])),
    ...given('turn_detection', heard['turn_detection']),
    ...given('input_audio_transcription', heard['transcription']),
    ...given('input_audio_noise_reduction', heard['noise_reduction']),
  }
}

const given = (name: string, value: unknown): JsonObject => (value === undefined ? {} : { [name]: value })

const lowerModalities = (modalities: unknown): unknown =>
  Array.isArray(modalities) && modalities.includes('audio') ? ['text', 'audio'] : modalities

const lowerResponse = (response: JsonObject): JsonObject => {
  const { output, output_modalities: modalities, ...rest } = response
  return {
    ...rest,
    ...(modalities === undefined ? {} : { modalities: lowerModalities(modalities) }),
    ...(Array.isArray(output) ? { output: output.map(lowerItem) } : {}),
  }
}

const lowerItem = (item: unknown): unknown =>
  isObject(item) && Array.isArray(item['content'])
    ? { ...item, content: item['content'].map(lowerPart) }
    : item

const lowerPart = (part: unknown): unknown => {
  if (!isObject(part)) return part
  if (part['type'] === 'output_text') return { ...part, type: 'text' }
  if (part['type'] === 'output_audio') return { ...part, type: 'audio' }
  return part
}
