import type { StoredResponse } from '@gptget/contracts'
import { inputItems, lastResponseIn } from '@gptget/protocol'

/** The end of an answer, and how much of its request's input is history. */
export type AnswerEnd = { last: Uint8Array; isStream: boolean; historyItemCount: number }

/** A request's own input and its answer, as JSON for storage. */
export const writeStored = (
  body: Buffer,
  { last, isStream, historyItemCount }: AnswerEnd,
): { stored: Buffer } => {
  const { input } = JSON.parse(body.toString()) as { input?: unknown }
  const text = Buffer.from(last.buffer, last.byteOffset, last.byteLength).toString()
  const stored: StoredResponse = {
    input: inputItems(input).slice(historyItemCount),
    response: lastResponseIn(text, isStream),
  }
  return { stored: Buffer.from(JSON.stringify(stored)) }
}
