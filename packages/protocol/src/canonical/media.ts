import { mapParts } from './map-parts.ts'
import type { ChatRequest, MediaSource, Part } from './request.ts'

/** Media by URL in a request: what a fetcher must load for models that do not fetch themselves. */
export const mediaUrlsOf = (request: ChatRequest): string[] => [
  ...new Set(request.turns.flatMap(({ parts }) => parts.flatMap(urlsOfPart))),
]

const urlsOfPart = (part: Part): string[] => {
  if (part.type === 'tool-result') return part.content.flatMap(urlsOfPart)
  return 'source' in part && part.source.type === 'url' ? [part.source.url] : []
}

export type FetchedMedia = { mediaType: string; base64: string }

/** Replaces URLs by fetched media; URLs that were not fetched stay. */
export const inlineMedia = (
  request: ChatRequest,
  fetched: ReadonlyMap<string, FetchedMedia>,
): ChatRequest => ({
  ...request,
  turns: request.turns.map((turn) => mapParts(turn, (part) => inlinePart(part, fetched))),
})

const inlinePart = <P extends Part>(part: P, fetched: ReadonlyMap<string, FetchedMedia>): P => {
  if (part.type === 'tool-result') {
    const content = part.content.map((inner) => inlinePart(inner, fetched))
    return content.every((inner, place) => inner === part.content[place]) ? part : { ...part, content }
  }
  if (!('source' in part)) return part
  const source = inlineSource(part.source, fetched)
  return source === part.source ? part : { ...part, source }
}

const inlineSource = (source: MediaSource, fetched: ReadonlyMap<string, FetchedMedia>): MediaSource => {
  const media = source.type === 'url' ? fetched.get(source.url) : undefined
  return media === undefined ? source : { type: 'base64', ...media }
}
