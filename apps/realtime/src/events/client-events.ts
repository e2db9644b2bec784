import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { z } from 'zod'
import { isObject, type RealtimeEvent } from './event.ts'

const eventId = { event_id: z.string().max(512).optional() }
const id = z.string().min(1).max(512)
const whole = z.int().min(0)

const contentPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({
    type: z.literal('input_audio'),
    audio: z.string().optional(),
    transcript: z.string().nullish(),
  }),
  z.object({ type: z.literal('input_image'), image_url: z.string(), detail: z.string().optional() }),
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({
    type: z.literal('output_audio'),
    audio: z.string().optional(),
    transcript: z.string().nullish(),
  }),
  // The beta's name for an assistant's text.
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('audio'), audio: z.string().optional(), transcript: z.string().nullish() }),
])

const itemFields = {
  id: id.optional(),
  object: z.string().optional(),
  status: z.string().optional(),
}

/** An item of a conversation as a client may add it. */
export const clientItem = z.discriminatedUnion('type', [
  z.object({
    ...itemFields,
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system']),
    content: z.array(contentPart).max(100),
  }),
  z.object({
    ...itemFields,
    type: z.literal('function_call'),
    call_id: id.optional(),
    name: z.string().min(1),
    arguments: z.string(),
  }),
  z.object({ ...itemFields, type: z.literal('function_call_output'), call_id: id, output: z.string() }),
])
export type ClientItem = z.output<typeof clientItem>

const EVENTS = [
  z.object({ ...eventId, type: z.literal('session.update'), session: z.record(z.string(), z.unknown()) }),
  z.object({ ...eventId, type: z.literal('input_audio_buffer.append'), audio: z.string() }),
  z.object({ ...eventId, type: z.literal('input_audio_buffer.commit') }),
  z.object({ ...eventId, type: z.literal('input_audio_buffer.clear') }),
  z.object({ ...eventId, type: z.literal('output_audio_buffer.clear') }),
  z.object({
    ...eventId,
    type: z.literal('conversation.item.create'),
    previous_item_id: z.string().nullish(),
    item: clientItem,
  }),
  z.object({ ...eventId, type: z.literal('conversation.item.retrieve'), item_id: id }),
  z.object({ ...eventId, type: z.literal('conversation.item.delete'), item_id: id }),
  z.object({
    ...eventId,
    type: z.literal('conversation.item.truncate'),
    item_id: id,
    content_index: whole,
    audio_end_ms: z.number().min(0),
  }),
  z.object({
    ...eventId,
    type: z.literal('response.create'),
    response: z.record(z.string(), z.unknown()).nullish(),
  }),
  z.object({ ...eventId, type: z.literal('response.cancel'), response_id: z.string().nullish() }),
] as const

export const clientEvent = z.discriminatedUnion('type', EVENTS)
export type ClientEvent = z.output<typeof clientEvent>

const TYPES: readonly string[] = EVENTS.map(({ shape }) => shape.type.value)

/** A message as an object with a type. @throws PublicError otherwise */
export const readEvent = (text: string): RealtimeEvent => {
  const value = parseJson(text)
  if (!isObject(value)) throw new PublicError('invalid_request', 'An event must be a JSON object.')
  if (typeof value['type'] !== 'string')
    throw new PublicError('invalid_request', 'type: this field is required.', { param: 'type' })
  return value as RealtimeEvent
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PublicError('invalid_request', 'The message is not JSON.', {}, error)
  }
}

/**
 * An event of a client in GA format. `isLenient`: the receiver checks its fields.
 * @throws PublicError that names the wrong field
 */
export const parseClientEvent = (event: RealtimeEvent, isLenient = false): ClientEvent => {
  if (TYPES.includes(event.type)) return isLenient ? (event as ClientEvent) : parseAt(clientEvent, event)
  throw new PublicError('invalid_request', `type: there is no client event "${event.type.slice(0, 100)}".`, {
    param: 'type',
  })
}
