import { asStageError } from '../ask/ask-edge.ts'
import type { SessionPort } from '../backends/backend.ts'
import { failedDetails } from '../events/error-event.ts'
import type { JsonObject } from '../events/event.ts'
import type { SessionConfig } from '../events/session-config.ts'
import type { CascadeSession } from './cascade-session.ts'
import { describeItem, type SaidItem } from './conversation.ts'
import type { Exchange } from './exchange.ts'
import { costOf } from './parts.ts'
import { transcribe } from './transcribe.ts'

/** What is transcribed, how, and whether the client is notified. */
export type Recording = {
  wav: Buffer
  model: string
  settings: SessionConfig['audio']['input']['transcription']
  exchange: Exchange
}

/** Adds a user's turn to the conversation before it is transcribed. */
export const addSaid = ({ port, conversation }: CascadeSession, itemId: string): SaidItem => {
  const item: SaidItem = {
    id: itemId,
    type: 'said',
    role: 'user',
    content: [{ type: 'input_audio', transcript: null }],
  }
  const previous = conversation.add(item)
  port.send({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: itemId })
  const shown = describeItem(item)
  port.send({ type: 'conversation.item.added', previous_item_id: previous, item: shown })
  port.send({ type: 'conversation.item.done', previous_item_id: previous, item: shown })
  return item
}

/** Replaces audio by its transcript. Returns whether there were any words. */
export const understand = async (
  { context, port, signal }: CascadeSession,
  item: SaidItem,
  { wav, model, settings, exchange }: Recording,
): Promise<boolean> => {
  const place = { item_id: item.id, content_index: 0 }
  try {
    const { language, prompt } = settings ?? {}
    const { text, usage, generationId } = await transcribe(context, port.caller, {
      model,
      wav,
      language,
      prompt,
      signal,
    })
    exchange.clock.mark('transcription')
    exchange.paid.push({ type: 'transcription', model, generationId, costUsd: costOf(usage) })
    const part = item.content.find((each) => each['type'] === 'input_audio' && !each['transcript'])
    if (part !== undefined) part['transcript'] = text
    if (settings !== null) sayTranscript(port, place, text, usage)
    return text !== ''
  } catch (error) {
    if (signal.aborted) return false
    const failure = asStageError(error)
    context.logger.warn({ err: error }, 'a turn was not understood')
    const { error: said } = failedDetails(failure)
    port.send({ type: 'conversation.item.input_audio_transcription.failed', ...place, error: said })
    throw failure
  }
}

const sayTranscript = (
  port: SessionPort,
  place: JsonObject,
  transcript: string,
  usage: JsonObject | null,
): void => {
  const type = 'conversation.item.input_audio_transcription'
  if (transcript !== '') port.send({ type: `${type}.delta`, ...place, delta: transcript })
  port.send({
    type: `${type}.completed`,
    ...place,
    transcript,
    usage: usage ?? { type: 'duration', seconds: 0 },
  })
}
