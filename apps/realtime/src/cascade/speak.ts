import { PublicError } from '@gptget/errors'
import { createSseReader } from '@gptget/protocol'
import { askEdge, errorIn, type Caller } from '../ask/ask-edge.ts'
import type { Context } from '../context.ts'
import type { JsonObject } from '../events/event.ts'
import { costOf } from './parts.ts'

export type Speaking = {
  model: string
  voice: string | { id: string }
  speed: number
  text: string
  signal: AbortSignal
}

/** The result for a sentence: its receipt's id, its samples of 24 kHz as they are generated, and their cost. */
export type SpeechEvent =
  | { type: 'begun'; generationId: string | null }
  | { type: 'sound'; samples: Buffer }
  | { type: 'ended'; costUsd: number | null }

/** Speaks a sentence. Requested as events, because these contain the cost. @throws PublicError; the signal's reason */
export async function* speak(context: Context, caller: Caller, asked: Speaking): AsyncGenerator<SpeechEvent> {
  const { model, voice, speed, text, signal } = asked
  const format = { response_format: 'pcm', stream_format: 'sse' }
  const body = { model, voice, input: text, ...format, ...(speed === 1 ? {} : { speed }) }
  const { generationId, chunks } = await askEdge(context, caller, {
    path: '/v1/audio/speech',
    body: Buffer.from(JSON.stringify(body)),
    signal,
  })
  yield { type: 'begun', generationId }
  const reader = createSseReader()
  const decoder = new TextDecoder()
  let isWhole = false
  for await (const piece of chunks)
    for (const { data } of reader.push(decoder.decode(piece, { stream: true }))) {
      const event = read(JSON.parse(data) as JsonObject)
      isWhole ||= event.type === 'ended'
      yield event
    }
  if (!isWhole) throw brokeOff()
}

const read = (event: JsonObject): SpeechEvent => {
  switch (event['type']) {
    case 'speech.audio.delta':
      return { type: 'sound', samples: Buffer.from(String(event['audio']), 'base64') }
    case 'speech.audio.done':
      return { type: 'ended', costUsd: costOf(event['usage'] as JsonObject | null) }
    default:
      throw errorIn(event, BROKE_OFF)
  }
}

const BROKE_OFF = 'The speech broke off.'
const brokeOff = (): PublicError => new PublicError('provider_unavailable', BROKE_OFF)
