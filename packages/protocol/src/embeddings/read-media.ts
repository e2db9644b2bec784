import { readDataUrl } from '../dialects/data-url.ts'
import { isObject, objectOf, optionalText } from '../json/object.ts'
import type { JsonObject } from '../json/object.ts'
import type { EmbeddingInput, EmbeddingPart } from './embedding.ts'

/**
 * An input that is an object, in which OpenAI-compatible providers accept images: Jina's `{ image }` and `{ text }`,
 * chat parts, or OpenRouter's and Voyage's `{ content: [parts] }`.
 */
export const readMediaInput = (input: JsonObject, param: string): EmbeddingInput => {
  const items = Array.isArray(input['content']) ? input['content'] : [input]
  const parts = items.map((item) => (isObject(item) ? partOf(item) : undefined))
  const known = parts.filter((part) => part !== undefined)
  const texts = known.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  if (texts.length === items.length) return { type: 'text', text: texts.join('\n') }
  return { type: 'media', param, ...(known.length === items.length ? { parts: known } : {}) }
}

/** undefined for an unknown format or a URL. */
const partOf = (item: JsonObject): EmbeddingPart | undefined => {
  const text = optionalText(item['text'])
  if (text !== undefined) return { type: 'text', text }
  const url = item['image_url'] ?? item['image'] ?? item['image_base64']
  const address = optionalText(objectOf(url)['url'] ?? url)
  const data = address === undefined ? undefined : readDataUrl(address)
  return data ? { type: 'data', ...data } : undefined
}
