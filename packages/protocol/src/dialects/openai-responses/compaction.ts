import { isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'

/** The beginning of our compaction items' content: base64 of an object whose first key is ours. */
const MARK = Buffer.from('{"gptgetSummary"').toString('base64').slice(0, 20)

/** A conversation's summary as an item that replaces it. Clients send it back unchanged. */
export const writeCompaction = (id: string, summary: string) => ({
  id,
  type: 'compaction' as const,
  encrypted_content: Buffer.from(JSON.stringify({ gptgetSummary: summary })).toString('base64'),
})

/** Whether a body may contain such an item. A cheap check before it is parsed. */
export const mayHoldCompaction = (body: Buffer): boolean => body.includes(MARK)

/** The item as a message for any model; null for any other item, including a provider's own compaction. */
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
