import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { z } from 'zod'
import { clientItem, type ClientItem } from '../events/client-events.ts'
import type { JsonObject } from '../events/event.ts'
import { RATES_HZ, type SoundFormatName } from '../events/sound-format.ts'
import { decodeSound, wavOf } from '../sound/samples.ts'
import { inputOf, type Conversation, type Item } from './conversation.ts'

/** An item from a client, as the conversation stores it. Its audio is transcribed elsewhere. */
export const itemOf = (asked: ClientItem, newId: string): Item => {
  const id = asked.id ?? newId
  switch (asked.type) {
    case 'function_call':
      return {
        id,
        type: 'call',
        callId: asked.call_id ?? `call_${newId}`,
        name: asked.name,
        arguments: asked.arguments,
      }
    case 'function_call_output':
      return { id, type: 'result', callId: asked.call_id, output: asked.output }
    case 'message': {
      if (asked.role !== 'assistant')
        return { id, type: 'said', role: asked.role, content: asked.content.map(keptPart) }
      const pieces = asked.content.map((part) => ({ text: wordsOf(part), durationMs: null }))
      return { id, type: 'answer', modality: 'text', pieces, status: 'completed', cutMs: null }
    }
  }
}

type Part = (ClientItem & { type: 'message' })['content'][number]

const wordsOf = (part: Part): string => {
  if ('text' in part) return part.text
  return ('transcript' in part ? part.transcript : null) ?? ''
}

const keptPart = (part: Part): JsonObject => {
  switch (part.type) {
    case 'input_audio':
      return { type: 'input_audio', transcript: part.transcript ?? null }
    case 'text':
    case 'output_text':
      return { type: 'input_text', text: part.text }
    case 'audio':
    case 'output_audio':
      return { type: 'input_text', text: part.transcript ?? '' }
    default:
      return part
  }
}

/** The audio in an item without a transcript, as WAV files. */
export const soundIn = (asked: ClientItem, format: SoundFormatName): Buffer[] =>
  asked.type === 'message' && asked.role === 'user'
    ? asked.content.flatMap((part) =>
        part.type === 'input_audio' && part.audio !== undefined && !part.transcript
          ? [wavOf(decodeSound(format, Buffer.from(part.audio, 'base64')), RATES_HZ[format])]
          : [],
      )
    : []

const reference = z.object({ type: z.literal('item_reference'), id: z.string() })

/** The input of a response that brings its own: items, or references to those of the conversation. */
export const inputOfItems = (input: unknown, conversation: Conversation): JsonObject[] => {
  if (!Array.isArray(input))
    throw new PublicError('invalid_request', 'response.input: expected a list.', { param: 'response.input' })
  return input.flatMap((each, index) => {
    const named = reference.safeParse(each)
    if (named.success) return inputOf(conversation.find(named.data.id))
    return inputOf(itemOf(parseAt(clientItem, each, `response.input[${index}]`), `item_${index}`))
  })
}
