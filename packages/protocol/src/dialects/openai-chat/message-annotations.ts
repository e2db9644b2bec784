import type { Part } from '../../canonical/request.ts'
import { objectOf, placeOf, type JsonObject } from '../../json/object.ts'
import { citationsFor } from '../url-citations.ts'

/**
 * The texts of a message with its annotations, each at the text in which it begins. Positions count from the start of
 * the message.
 */
export const withAnnotations = (parts: Part[], annotations: readonly JsonObject[]): Part[] => {
  if (annotations.length === 0) return parts
  let start = 0
  return parts.map((part) => {
    if (part.type !== 'text') return part
    const before = start
    start += part.text.length
    const isLast = !parts.slice(parts.indexOf(part) + 1).some(({ type }) => type === 'text')
    const own = annotations.filter((annotation) => {
      const place = placeOf(placesOf(annotation)['start_index'])
      return place >= before && (place < start || isLast)
    })
    if (own.length === 0) return part
    const citations = own.map((value) => ({
      dialect: 'openai-chat' as const,
      value: moved(value, -before),
    }))
    return { ...part, citations }
  })
}

/** The annotations of a message with these parts; undefined without any. `gap` separates texts. */
export const annotationsOf = (parts: readonly Part[], gap = 0): unknown[] | undefined => {
  let before = 0
  const annotations = parts.flatMap((part) => {
    if (part.type !== 'text') return []
    const found = (part.citations ?? []).flatMap((citation) =>
      citationsFor('openai-chat', [citation], part.text).map((value) => moved(objectOf(value), before)),
    )
    before += part.text.length + gap
    return found
  })
  return annotations.length > 0 ? annotations : undefined
}

const placesOf = ({ url_citation }: JsonObject): JsonObject => objectOf(url_citation)

const moved = (annotation: JsonObject, by: number): JsonObject => {
  const { start_index, end_index, ...cited } = placesOf(annotation)
  if (by === 0 || typeof start_index !== 'number' || typeof end_index !== 'number') return annotation
  return {
    ...annotation,
    url_citation: { ...cited, start_index: start_index + by, end_index: end_index + by },
  }
}
