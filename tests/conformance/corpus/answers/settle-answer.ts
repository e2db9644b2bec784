import type { Dialect } from '@gptget/contracts'
import { complete } from '../settle.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Makes a generated value a valid answer: one finished choice, with a finish reason that matches its content. */
export const settleAnswer = (dialect: Dialect, body: Json): Json => SETTLERS[dialect](structuredClone(body))

const SETTLERS: Record<Dialect, (body: Json) => Json> = {
  'openai-chat': (body) => ({
    ...body,
    choices: objectsIn(body['choices'])
      .slice(0, 1)
      .map((choice) => ({ ...choice, message: messageOf(choice), index: 0, finish_reason: endOf(choice) })),
  }),
  'openai-responses': (body) => ({ ...body, status: 'completed', error: null, incomplete_details: null }),
  'anthropic-messages': ({ stop_details, ...body }) => {
    if (objectsIn(body['content']).some(({ type }) => type === 'tool_use'))
      return { ...body, stop_reason: 'tool_use' }
    return stop_details == null ? body : { ...body, stop_details, stop_reason: 'refusal' }
  },
  gemini: (body) => ({
    ...body,
    candidates: [objectsIn(body['candidates'])[0] ?? {}].map((candidate) => {
      const content = isObject(candidate['content']) ? candidate['content'] : {}
      const isAboutText = ABOUT_TEXT.some((field) => candidate[field] != null)
      const given = objectsIn(content['parts'])
      const parts = given.length === 0 || isAboutText ? [{ text: TEXT }] : given
      const said = complete('gemini', { ...content, role: 'model', parts }) as Json
      const ended = candidate['finishMessage'] == null ? {} : { finishReason: 'SAFETY' }
      return {
        finishReason: 'STOP',
        ...candidate,
        ...ended,
        ...sourcesOf(candidate),
        index: 0,
        content: said,
      }
    }),
  }),
}

const TEXT = 'Paris is a city.'

/** What Gemini says beside an answer of its text. */
const ABOUT_TEXT = ['citationMetadata', 'groundingMetadata', 'logprobsResult']

/** Data about text needs text, and calls have distinct ids. */
const messageOf = ({ message, logprobs }: Json): Json => {
  const { content, tool_calls, function_call, annotations, ...others } = isObject(message) ? message : {}
  const calls = objectsIn(tool_calls).map((call, place) => ({ ...call, id: `call_${place}` }))
  const cited = objectsIn(annotations).map(atPlace)
  const isAboutText = logprobs != null || cited.length > 0
  return {
    ...others,
    content: isAboutText ? TEXT : content,
    ...(cited.length > 0 ? { annotations: cited } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : { function_call }),
  }
}

/** Two citations are of two pages, because a page has one title. */
const atPlace = (citation: Json, place: number): Json => {
  const { url_citation: cited } = citation
  return isObject(cited)
    ? { ...citation, url_citation: { ...cited, url: `${String(cited['url'])}#${place}` } }
    : citation
}

const PAGE = 'https://example.com/a'

/** A source has a URL and the part of the text that cites it. */
const sourcesOf = ({ citationMetadata, groundingMetadata: grounding }: Json): Json => ({
  ...(isObject(citationMetadata)
    ? {
        citationMetadata: {
          citations: objectsIn(citationMetadata['citations']).map((one) => ({ uri: PAGE, ...one })),
        },
      }
    : {}),
  ...(isObject(grounding) ? { groundingMetadata: groundingOf(grounding) } : {}),
})

/** A source of one kind, with a URL. */
const withPages = ({ maps, image }: Json): Json =>
  isObject(maps)
    ? { maps: { uri: PAGE, ...maps } }
    : { image: { sourceUri: PAGE, ...(isObject(image) ? image : {}) } }

const groundingOf = (grounding: Json): Json => {
  const chunks = objectsIn(grounding['groundingChunks'])
  return {
    ...grounding,
    groundingChunks: (chunks.length > 0 ? chunks : [{ web: {} }]).map(({ web, ...chunk }) =>
      isObject(chunk['maps'] ?? chunk['image'])
        ? withPages(chunk)
        : { web: { uri: PAGE, ...(isObject(web) ? web : {}) } },
    ),
    ...(grounding['groundingSupports'] === undefined
      ? {}
      : {
          groundingSupports: objectsIn(grounding['groundingSupports']).map((support) => ({
            ...support,
            groundingChunkIndices: [0],
          })),
        }),
  }
}

const endOf = ({ message, finish_reason }: Json): unknown => {
  const calls = isObject(message) && objectsIn(message['tool_calls']).length > 0
  return calls ? 'tool_calls' : finish_reason === 'tool_calls' ? 'stop' : finish_reason
}
