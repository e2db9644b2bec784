import { PublicError } from '@gptget/errors'
import type { Item } from '../cascade/conversation.ts'
import type { JsonObject } from '../events/event.ts'

/** Audio for Gemini, which accepts it at the rate that it names. */
export const soundFrame = (samples: Buffer, rateHz: number): JsonObject => ({
  realtimeInput: { audio: { data: samples.toString('base64'), mimeType: `audio/pcm;rate=${rateHz}` } },
})

/** Asks for an answer to the input so far. */
export const TURN_COMPLETE: JsonObject = { clientContent: { turnComplete: true } }

/** The result of a call; Gemini continues by itself. */
export const resultFrame = (item: Item & { type: 'result' }, name: string): JsonObject => ({
  toolResponse: { functionResponses: [{ id: item.callId, name, response: { output: item.output } }] },
})

/** An item as a turn without an answer yet. @throws PublicError for items that Gemini's sessions do not support */
export const turnFrame = (item: Exclude<Item, { type: 'result' }>): JsonObject => {
  switch (item.type) {
    case 'answer':
      return turnOf(
        'model',
        item.pieces.map(({ text }) => ({ text })),
      )
    case 'said':
      return turnOf(
        'user',
        item.content.flatMap(({ text }) => (typeof text === 'string' ? [{ text }] : [])),
      )
    case 'call':
      throw new PublicError(
        'unsupported_parameter',
        'item.type: calls cannot be put into a session with Gemini.',
        { param: 'item.type' },
      )
  }
}

const turnOf = (role: 'user' | 'model', parts: JsonObject[]): JsonObject => ({
  clientContent: { turns: [{ role, parts }], turnComplete: false },
})
