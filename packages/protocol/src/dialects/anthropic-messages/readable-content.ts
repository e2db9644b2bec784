import type { ImagePart, TextPart } from '../../canonical/request.ts'
import { arrayOf, isObject, objectOf, optionalText, type JsonObject } from '../../json/object.ts'

/**
 * The texts and images of blocks that only Anthropic has: search results, documents of blocks, and the summary of a
 * compacted conversation. Undefined for others.
 */
export const contentIn = (value: unknown): (TextPart | ImagePart)[] | undefined => {
  const block = objectOf(value)
  switch (block['type']) {
    case 'search_result':
      return withCache(block, [
        ...saidOf([
          ['Search result', block['title']],
          ['Source', block['source']],
        ]),
        ...partsOf(block['content']),
      ])
    case 'document':
      return withCache(block, [
        ...saidOf([
          ['Document', block['title']],
          ['Context', block['context']],
        ]),
        ...partsOf(objectOf(block['source'])['content']),
      ])
    case 'compaction': {
      const summary = optionalText(block['content'])
      return summary === undefined ? undefined : [textOf(`Summary of the conversation so far:\n\n${summary}`)]
    }
    default:
      return undefined
  }
}

const textOf = (text: string): TextPart => ({ type: 'text', text })

/** The fields next to a text, one line each; empty if there are none. */
const saidOf = (all: [string, unknown][]): TextPart[] => {
  const lines = all.flatMap(([name, value]) => (optionalText(value) ? [`${name}: ${String(value)}`] : []))
  return lines.length === 0 ? [] : [textOf(lines.join('\n'))]
}

const partsOf = (content: unknown): (TextPart | ImagePart)[] =>
  typeof content === 'string' ? [textOf(content)] : arrayOf(content).filter(isObject).flatMap(partOf)

const partOf = (block: JsonObject): (TextPart | ImagePart)[] => {
  const { type, text, source } = block
  if (type === 'image') return withCache(block, imageOf(objectOf(source)))
  return typeof text === 'string' && text !== '' ? withCache(block, [textOf(text)]) : []
}

/** Gives the last part the cache marker of its block. */
const withCache = (
  { cache_control }: JsonObject,
  parts: (TextPart | ImagePart)[],
): (TextPart | ImagePart)[] => {
  const last = parts.at(-1)
  if (last === undefined || !isObject(cache_control)) return parts
  const ttl = cache_control['ttl'] === '1h' ? '1h' : '5m'
  return [...parts.slice(0, -1), { cache: { ttl }, ...last }]
}

const imageOf = ({ url, media_type, data, file_id }: JsonObject): ImagePart[] => {
  if (typeof url === 'string') return [{ type: 'image', source: { type: 'url', url } }]
  if (typeof file_id === 'string')
    return [{ type: 'image', source: { type: 'file-id', dialect: 'anthropic-messages', id: file_id } }]
  return typeof media_type === 'string' && typeof data === 'string'
    ? [{ type: 'image', source: { type: 'base64', mediaType: media_type, base64: data } }]
    : []
}
