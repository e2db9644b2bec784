import { parseJsonBody } from '@gptget/http/parse-json-body'
import { conversationKeyOf } from '../pipeline/parse/conversation-key.ts'
import { readFields } from '../pipeline/parse/read-fields.ts'
import type { RequestFields } from '../pipeline/parse/read-fields.ts'
import { readPreferences } from '../pipeline/parse/read-preferences.ts'
import type { RequestedPreferences } from '../pipeline/parse/read-preferences.ts'
import { headerOf } from '../pipeline/request/inbound-request.ts'
import type { InboundHead } from '../pipeline/request/inbound-request.ts'

/** The facts of a simulated request, and its body. */
type Simulated = {
  fields: RequestFields
  requested: RequestedPreferences
  conversationKey: string | null
  body: Buffer
}

/** The default for a simulation without messages. */
const NO_MESSAGES = { messages: [{ role: 'user', content: '' }] }

/** Reads a simulated request. @throws PublicError 400 naming the field */
export const readSimulation = (sent: Buffer, head: InboundHead): Simulated => {
  const parsed = parseJsonBody(sent)
  const isBare = typeof parsed === 'object' && parsed !== null && !('messages' in parsed)
  const body = (isBare ? { ...parsed, ...NO_MESSAGES } : parsed) as Record<string, unknown>
  const { chat, ...fields } = readFields(head, body)
  return {
    fields,
    requested: readPreferences(body, headerOf(head, 'x-session-id')),
    conversationKey: conversationKeyOf(head.incoming, chat),
    body: Buffer.from(JSON.stringify(body)),
  }
}
