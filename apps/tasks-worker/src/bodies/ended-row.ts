import type { StoredResponse } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { inputItems, lastResponseIn } from '@gptget/protocol'
import type { ResponseStatus } from '../db/schema/responses.ts'
import { storedInput, storedOutput } from '../items/stored-items.ts'
import { outputOf } from '../items/response-json.ts'

/** A finished response as a row; texts are JSON. */
export type EndedRow = {
  status: ResponseStatus
  input: string
  response: string
  itemIds: string[]
  isBackground: boolean
  /** The items for its conversation; null without one. */
  conversationItems: string | null
}

export type EndedNames = { responseId: string; conversationId: string | null }

/** In the format of a response's `error`. */
export type RunFailure = { code: string; message: string }

/** The largest stored request with its answer. */
export const MAX_KEPT_LENGTH = 32 * 1024 * 1024

/** Reads a `StoredResponse`. @throws PublicError 413 if it is too large to be stored */
export const readEnded = (body: Buffer, names: EndedNames): EndedRow =>
  endedRowOf(JSON.parse(body.toString()) as StoredResponse, names)

/** How to read an answer: its text, the length of its history, and its ids. */
export type AnswerText = EndedNames & { text: string; isStream: boolean; historyItemCount: number }

/**
 * Reads the answer to a background request.
 * @throws PublicError 413 if it is too large to be stored
 */
export const readAnswered = (
  request: Buffer,
  { text, isStream, historyItemCount, ...names }: AnswerText,
): { failure: RunFailure } | { row: EndedRow } => {
  const response = lastResponseIn(text, isStream)
  // A stream that broke off says so in its last event.
  if (response['status'] === 'failed') return { failure: response['error'] as RunFailure }
  const { input } = JSON.parse(request.toString()) as { input?: unknown }
  const items = inputItems(input).slice(historyItemCount)
  return { row: endedRowOf({ input: items, response: { ...response, store: true } }, names) }
}

const endedRowOf = (
  { input: items, response: answer }: StoredResponse,
  { responseId, conversationId }: EndedNames,
): EndedRow => {
  const input = JSON.stringify(items)
  const response = JSON.stringify(answer)
  if (input.length + response.length > MAX_KEPT_LENGTH)
    throw new PublicError('request_too_large', 'The response is too large to be stored.')
  const output = outputOf(answer)
  return {
    status: answer['status'] === 'incomplete' ? 'incomplete' : 'completed',
    input,
    response,
    itemIds: [...storedInput(items, responseId), ...storedOutput(output)].map(({ id }) => id),
    isBackground: answer['background'] === true,
    conversationItems: conversationId === null ? null : JSON.stringify([...items, ...output]),
  }
}
