import type { Dialect, QueuedResponse } from '@gptget/contracts'
import { CLIENT_FACING, inputItems } from '@gptget/protocol'

/** The id of an answer that has not started, and how much of its input is history. */
export type QueuedNames = {
  dialect: Dialect
  generationId: string
  model: string
  createdAtSeconds: number
  historyItemCount: number
}

/** A background request as it is stored, and the response object for its caller, both as JSON. */
export const writeQueued = (body: Buffer, names: QueuedNames): { queued: Buffer; response: Buffer } => {
  const request = body.toString()
  const fields = JSON.parse(request) as { input?: unknown }
  const response = beginningOf(fields, names)
  const input = inputItems(fields.input).slice(names.historyItemCount)
  const queued: QueuedResponse = { request, input, response }
  return { queued: Buffer.from(JSON.stringify(queued)), response: Buffer.from(JSON.stringify(response)) }
}

/** A response that has not started: it repeats the request's settings, without output. */
const beginningOf = (
  fields: object,
  { dialect, generationId: id, model, createdAtSeconds }: QueuedNames,
): QueuedResponse['response'] => {
  const { readRequest, writeResult } = CLIENT_FACING[dialect]
  const nothing = { blocks: [], finish: { reason: 'stop' as const } }
  const whole = writeResult(nothing, { id, model, createdAtSeconds, request: readRequest(fields) }) as object
  return { ...whole, status: 'queued', usage: null }
}
