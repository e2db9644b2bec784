import type { Dialect } from '@gptget/protocol'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request for a generation as it came in, with the names it will go by. */
export type Arrival = {
  operation: 'chat'
  dialect: Dialect
  request: IncomingMessage
  response: ServerResponse
  requestId: string
  /** In the dialect's own form: it is the answer's id too. */
  generationId: string
  arrivedAtMs: number
}

/** How each dialect's answer ids begin. */
const ID_PREFIXES: Record<Dialect, string> = {
  'openai-chat': 'chatcmpl-',
  'openai-responses': 'resp_',
  'anthropic-messages': 'msg_',
  gemini: 'gen-',
}

export const generationIdOf = (dialect: Dialect, id: string): string => ID_PREFIXES[dialect] + id
