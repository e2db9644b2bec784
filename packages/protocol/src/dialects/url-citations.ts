import type { Dialect } from '@gptget/contracts'
import type { Citation } from '../canonical/result.ts'
import {
  arrayOf,
  compact,
  isObject,
  objectOf,
  optionalText,
  textOf,
  type JsonObject,
} from '../json/object.ts'

/** A page cited by a part of a text: from `start` up to `end`, in UTF-16 code units. */
export type UrlCitation = { url: string; title?: string; start: number; end: number; quote?: string }

/**
 * Citations of a text for a caller of `dialect`: its own unchanged, cited pages of others in its format. `before` is
 * the length of the text before it, if the dialect counts from the beginning of the answer.
 */
export const citationsFor = (
  dialect: Exclude<Dialect, 'gemini'>,
  citations: readonly Citation[] = [],
  text: string,
  before = 0,
): unknown[] =>
  citations.flatMap((citation) =>
    citation.dialect === dialect
      ? [citation.value]
      : readUrlCitations(citation, text).map((one) => WRITERS[dialect](one, text, before)),
  )

const WRITERS: Record<
  Exclude<Dialect, 'gemini'>,
  (citation: UrlCitation, text: string, before: number) => JsonObject
> = {
  'openai-chat': ({ url, title, start, end }, _text, before) => ({
    type: 'url_citation',
    url_citation: { url, title: title ?? url, start_index: before + start, end_index: before + end },
  }),
  'openai-responses': ({ url, title, start, end }) => ({
    type: 'url_citation',
    url,
    title: title ?? url,
    start_index: start,
    end_index: end,
  }),
  // Anthropic cites by block of text. Only its own pages have an index that can be replayed.
  'anthropic-messages': ({ url, title, start, end, quote }, text) => ({
    type: 'web_search_result_location',
    cited_text: quote ?? text.slice(start, end),
    url,
    title: title ?? null,
    encrypted_index: '',
  }),
}

/** The pages in a citation of any dialect, and their positions in `text`. Empty without pages. */
const readUrlCitations = ({ dialect, value }: Citation, text: string): UrlCitation[] =>
  READERS[dialect](objectOf(value), text)

const READERS: Record<Dialect, (value: JsonObject, text: string) => UrlCitation[]> = {
  'openai-chat': (value, text) => readOpenAi(objectOf(value['url_citation']), text),
  'openai-responses': (value, text) => (value['type'] === 'url_citation' ? readOpenAi(value, text) : []),
  'anthropic-messages': (value, text) => {
    const url = optionalText(value['url']) ?? pageOf(value)
    if (url === undefined) return []
    const quote = optionalText(value['cited_text'])
    return [compactCitation({ url, title: optionalText(value['title']), start: 0, end: text.length, quote })]
  },
  gemini: (value, text) => [...readGrounding(value, text), ...readSources(value, text)],
}

/** Callers can give any name to their own search results. */
const pageOf = ({ type, source }: JsonObject): string | undefined =>
  type === 'search_result_location' && /^https?:/.test(textOf(source)) ? textOf(source) : undefined

const readOpenAi = (value: JsonObject, text: string): UrlCitation[] => {
  const url = optionalText(value['url'])
  if (url === undefined) return []
  const start = placeIn(value['start_index'], text.length, 0)
  const end = placeIn(value['end_index'], text.length, text.length)
  const quote = optionalText(value['content'])
  return [compactCitation({ url, title: optionalText(value['title']), start, end, quote })]
}

const placeIn = (value: unknown, length: number, otherwise: number): number =>
  typeof value === 'number' && value >= 0 ? Math.min(Math.trunc(value), length) : otherwise

type Loose = { [Key in keyof UrlCitation]: UrlCitation[Key] | undefined } & Pick<
  UrlCitation,
  'url' | 'start' | 'end'
>

const compactCitation = (citation: Loose): UrlCitation => compact({ ...citation }) as UrlCitation

/** Gemini counts UTF-8 bytes. */
const unitsOf = (bytes: Buffer, value: unknown, otherwise: number): number =>
  bytes.subarray(0, placeIn(value, bytes.length, otherwise)).toString().length

/** Pages without a cited part apply to the whole text. */
const readGrounding = (value: JsonObject, text: string): UrlCitation[] => {
  const grounding = objectOf(value['groundingMetadata'])
  const pages = arrayOf(grounding['groundingChunks']).map(objectOf).map(pageOfChunk)
  const bytes = Buffer.from(text)
  const supports = arrayOf(grounding['groundingSupports'])
  const supported = new Set(supports.flatMap((one) => arrayOf(objectOf(one)['groundingChunkIndices'])))
  const loose = pages.filter((_, index) => !supported.has(index))
  const cited = supports.flatMap((support) => {
    const segment = objectOf(objectOf(support)['segment'])
    const start = unitsOf(bytes, segment['startIndex'], 0)
    const end = unitsOf(bytes, segment['endIndex'], bytes.length)
    return arrayOf(objectOf(support)['groundingChunkIndices']).flatMap((index) =>
      (pages[Number(index)] ?? []).map((page) => compactCitation({ ...page, start, end })),
    )
  })
  return [...cited, ...loose.flat().map((page) => compactCitation({ ...page, start: 0, end: text.length }))]
}

/** The page, place or image of a chunk; none for a document stored at Google. */
const pageOfChunk = ({
  web,
  maps,
  image,
  retrievedContext,
}: JsonObject): { url: string; title?: string }[] => {
  const { uri, sourceUri, title } = objectOf(web ?? maps ?? image ?? retrievedContext)
  const url = optionalText(uri ?? sourceUri)
  return url === undefined || !/^https?:/.test(url) ? [] : [{ url, title: optionalText(title) }]
}

const readSources = (value: JsonObject, text: string): UrlCitation[] => {
  const { citations, citationSources } = objectOf(value['citationMetadata'])
  const bytes = Buffer.from(text)
  return arrayOf(citations ?? citationSources)
    .map(objectOf)
    .flatMap((source) => {
      const url = optionalText(source['uri'])
      if (url === undefined) return []
      const start = unitsOf(bytes, source['startIndex'], 0)
      const end = unitsOf(bytes, source['endIndex'], bytes.length)
      return [compactCitation({ url, title: optionalText(source['title']), start, end })]
    })
}

/** A text with its citations, and how many bytes of the answer's text precede it. */
export type CitedText = { text: string; citations: readonly Citation[]; byteOffset: number }

/** The sources of a Gemini candidate: its own unchanged, and pages cited by others as grounding. */
export const sourcesOf = (texts: readonly CitedText[]): JsonObject => {
  const own = texts.flatMap(({ citations }) => citations.filter(({ dialect }) => dialect === 'gemini'))
  return Object.assign({}, writeGrounding(texts), ...own.map(({ value }) => objectOf(value)))
}

const writeGrounding = (texts: readonly CitedText[]): JsonObject => {
  const found = texts.flatMap(({ text, citations, byteOffset }) =>
    citations
      .filter(({ dialect }) => dialect !== 'gemini')
      .flatMap((citation) => readUrlCitations(citation, text))
      .map((citation) => ({ ...citation, segment: segmentOf(citation, text, byteOffset) })),
  )
  if (found.length === 0) return {}
  const urls = [...new Set(found.map(({ url }) => url))]
  const titleOf = (url: string) => found.find((citation) => citation.url === url)?.title ?? url
  return {
    groundingMetadata: {
      groundingChunks: urls.map((uri) => ({ web: { uri, title: titleOf(uri) } })),
      groundingSupports: found.map(({ url, segment }) => ({
        segment,
        groundingChunkIndices: [urls.indexOf(url)],
      })),
    },
  }
}

const segmentOf = ({ start, end }: UrlCitation, text: string, byteOffset: number): JsonObject => ({
  startIndex: byteOffset + Buffer.byteLength(text.slice(0, start)),
  endIndex: byteOffset + Buffer.byteLength(text.slice(0, end)),
  text: text.slice(start, end),
})

/** Whether a citation was created here in Anthropic's format: it has no index that Anthropic would accept back. */
export const isOursForAnthropic = (value: unknown): boolean =>
  isObject(value) && value['type'] === 'web_search_result_location' && textOf(value['encrypted_index']) === ''
