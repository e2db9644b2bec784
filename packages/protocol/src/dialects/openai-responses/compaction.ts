import { isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'

/** How the content of a compaction item of ours begins: base64 of an object whose first key is ours. */
const MARK = Buffer.from('{"gptgetSummary"').toString('base64').slice(0, 20)

/** A conversation's summary as an item that replaces it. Clients give it back untouched. */
export const writeCompaction = (id: string, summary: string) => ({
  id,
  type: 'compaction' as const,
  encrypted_content: Buffer.from(JSON.stringify({ gptgetSummary: summary })).toString('base64'),
})

/** Whether a body may hold such an item. A cheap look before it is parsed. */
export const mayHoldCompaction = (body: Buffer): boolean => body.includes(MARK)

/** The item as a message that every model understands; null for any other item, a provider's own compaction too. */
export const readCompaction = (item: unknown): JsonObject | null => {
  const { type, encrypted_content } = objectOf(item)
  const content = optionalText(encrypted_content) ?? ''
  if (type !== 'compaction' || !content.startsWith(MARK)) return null
  const held = parseJson(Buffer.from(content, 'base64').toString())
  const summary = isObject(held) ? optionalText(held['gptgetSummary']) : undefined
  if (summary === undefined) return null
  const text = `Summary of the conversation so far:\n\n${summary}`
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }
}
