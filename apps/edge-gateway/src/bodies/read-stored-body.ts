import {
  compactionRequestSchema,
  conversationItemsRequestSchema,
  conversationRequestSchema,
} from '@gptget/api/schemas/stored-responses'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import { inputItems, parseAt } from '@gptget/protocol'

/** A new conversation; `items` as JSON. @throws PublicError 400 naming the field */
export const readNewConversation = (body: Buffer): { items: Buffer; metadata: Record<string, string> } => {
  const { items, metadata } =
    body.byteLength === 0 ? {} : parseAt(conversationRequestSchema, parseJsonBody(body))
  return { items: print(items ?? []), metadata: metadata ?? {} }
}

/** Items for a conversation, as JSON. @throws PublicError 400 naming the field */
export const readNewItems = (body: Buffer): { items: Buffer } => ({
  items: print(parseAt(conversationItemsRequestSchema, parseJsonBody(body)).items),
})

/** The request to a model that produces a compaction: the conversation, then `prompt`. As JSON. */
export const writeCompactionRequest = (body: Buffer, { prompt }: { prompt: string }): { asked: Buffer } => {
  const { input, ...asked } = parseAt(compactionRequestSchema, parseJsonBody(body))
  const last = { type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }
  return { asked: print({ ...asked, input: [...inputItems(input), last], store: false }) }
}

const print = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
