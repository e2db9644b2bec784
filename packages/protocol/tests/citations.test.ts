import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt, CLIENT_FACING, explode, run, UPSTREAM_FACING } from '../src/index.ts'
import { holdsCarriedSignatures } from '../src/dialects/carried-signatures.ts'
import type { Quirks } from '../src/index.ts'
import { FOREIGN_PAIRS } from './in-each-dialect.ts'

type Json = Record<string, unknown>

/** Two bytes stand for the `ö` and the `ß`: Gemini counts in bytes, OpenAI in characters. */
const BEFORE = 'Größe: '
const CITED = 'Paris is big.'
const TEXT = BEFORE + CITED
const URL = 'https://example.com/paris'
const TITLE = 'Paris'
const place = { start_index: BEFORE.length, end_index: TEXT.length }

/** An answer of each provider that cites a page for its second half. */
const ANSWERS: Record<Dialect, Json> = {
  'openai-chat': {
    choices: [
      {
        finish_reason: 'stop',
        message: {
          content: TEXT,
          annotations: [{ type: 'url_citation', url_citation: { url: URL, title: TITLE, ...place } }],
        },
      },
    ],
  },
  'openai-responses': {
    status: 'completed',
    output: [
      {
        type: 'message',
        content: [
          {
            type: 'output_text',
            text: TEXT,
            annotations: [{ type: 'url_citation', url: URL, title: TITLE, ...place }],
          },
        ],
      },
    ],
  },
  'anthropic-messages': {
    type: 'message',
    stop_reason: 'end_turn',
    content: [
      { type: 'text', text: BEFORE },
      {
        type: 'text',
        text: CITED,
        citations: [
          {
            type: 'web_search_result_location',
            url: URL,
            title: TITLE,
            cited_text: 'It is big.',
            encrypted_index: 'abc',
          },
        ],
      },
    ],
  },
  gemini: {
    candidates: [
      {
        finishReason: 'STOP',
        content: { role: 'model', parts: [{ text: TEXT }] },
        groundingMetadata: {
          groundingChunks: [{ web: { uri: URL, title: TITLE } }],
          groundingSupports: [
            { segment: { startIndex: 9, endIndex: 22, text: CITED }, groundingChunkIndices: [0] },
          ],
        },
      },
    ],
  },
}

/**
 * What stands in a caller's answer for the page. Responses of Anthropic's are of two items, each counted from its
 * start.
 */
const expected = (from: Dialect, to: Dialect): unknown => {
  const url = URL
  const title = TITLE
  switch (from) {
    case 'openai-chat':
      return { type: 'url_citation', url_citation: { url, title, ...place } }
    case 'openai-responses': {
      const own = { start_index: 0, end_index: CITED.length }
      return { type: 'url_citation', url, title, ...(to === 'anthropic-messages' ? own : place) }
    }
    case 'anthropic-messages':
      return {
        type: 'web_search_result_location',
        cited_text: CITED,
        url,
        title,
        encrypted_index: '',
      }
    case 'gemini':
      return {
        groundingChunks: [{ web: { uri: url, title } }],
        groundingSupports: [
          { segment: { startIndex: 9, endIndex: 22, text: CITED }, groundingChunkIndices: [0] },
        ],
      }
  }
}

const MARKS = ['url_citation', 'web_search_result_location']

/** Every citation in an answer, wherever it stands. */
const citationsIn = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap(citationsIn)
  if (typeof value !== 'object' || value === null) return []
  const object = value as Json
  if (MARKS.includes(String(object['type']))) return [object]
  if (object['groundingChunks'] !== undefined) return [object]
  return Object.values(object).flatMap(citationsIn)
}

describe.each(FOREIGN_PAIRS)('a page cited by a $to provider, for a $from caller', ({ from, to }) => {
  const context = { id: 'a', model: 'm', createdAtSeconds: 1, upstream: to }
  const result = UPSTREAM_FACING[to].readResult(structuredClone(ANSWERS[to]))

  it('is cited with its position in a plain answer', () => {
    const answer = JSON.parse(JSON.stringify(CLIENT_FACING[from].writeResult(result, context))) as Json
    expect(citationsIn(answer)).toEqual([expected(from, to)])
  })

  it('is cited with its position in a streamed answer', () => {
    const frames = run(CLIENT_FACING[from].writeStream, context, explode(result))
    const bodies = frames.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as Json)
    const found = citationsIn(bodies)
    // The Responses API says it as it comes and in each event that repeats the item.
    expect(found.length).toBe(from === 'openai-responses' ? 4 : 1)
    for (const citation of found) expect(citation).toEqual(expected(from, to))
  })
})

describe('a citation in Anthropic’s form that another provider made', () => {
  it('is not sent to Anthropic, which did not write it', () => {
    const citation = expected('anthropic-messages', 'gemini')
    const body = {
      model: 'm',
      max_tokens: 99,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'text', text: CITED, citations: [citation] }] },
        { role: 'user', content: 'Go on' },
      ],
    }
    const target = { dialect: 'anthropic-messages', model: 'up', quirks: {} } as const
    const { request } = adapt(CLIENT_FACING['anthropic-messages'].readRequest(body), target)
    const sent = JSON.stringify(UPSTREAM_FACING['anthropic-messages'].writeRequest(request, target))
    expect(sent).toContain(CITED)
    expect(sent).not.toContain('encrypted_index')
    expect(holdsCarriedSignatures(Buffer.from(JSON.stringify(body)))).toBe(true)
  })
})

/** Earlier answers as a caller of each dialect gives them back: one that cites a page, in the words of its dialect. */
const HISTORIES: Partial<Record<Dialect, Json>> = {
  'openai-chat': {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', ...(ANSWERS['openai-chat']['choices'] as { message: Json }[])[0]!.message },
      { role: 'user', content: 'Go on' },
    ],
  },
  'openai-responses': {
    input: [
      { role: 'user', content: 'Hi' },
      {
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        ...(ANSWERS['openai-responses']['output'] as Json[])[0],
      },
      { role: 'user', content: 'Go on' },
    ],
  },
  'anthropic-messages': {
    max_tokens: 99,
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: ANSWERS['anthropic-messages']['content'] },
      { role: 'user', content: 'Go on' },
    ],
  },
}

const NAMED: Partial<Record<Dialect, string>> = {
  'openai-chat': 'annotations',
  'openai-responses': 'annotations',
  'anthropic-messages': 'citations',
}

/**
 * What a provider is told of the page; undefined where its dialect has no place for it. Claude cites block by block.
 */
const replayed = (from: Dialect, to: Dialect): unknown => {
  const isByBlock = from === 'anthropic-messages'
  if (to === 'openai-chat') return expected('openai-chat', from)
  if (to !== 'openai-responses') return undefined
  const own = isByBlock ? { start_index: 0, end_index: CITED.length } : place
  return { type: 'url_citation', url: URL, title: TITLE, ...own }
}

const replay = (from: Dialect, to: Dialect, body: Json, quirks: Quirks = { hasOpenaiFields: true }) => {
  const target = { dialect: to, model: 'up', quirks }
  const { request, losses } = adapt(CLIENT_FACING[from].readRequest({ model: 'm', ...body }), target)
  const sent = JSON.parse(JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target))) as Json
  return { found: citationsIn(sent), lost: losses.map(({ param }) => param), sent }
}

describe.each(FOREIGN_PAIRS.filter(({ from }) => HISTORIES[from]))(
  'a page cited in the history of a $from caller, for a $to provider',
  ({ from, to }) => {
    it('is cited with its position, or named as lost', () => {
      const { found, lost } = replay(from, to, HISTORIES[from]!)
      const told = replayed(from, to)
      expect([found, lost]).toEqual(told === undefined ? [[], [NAMED[from]]] : [[told], []])
    })
  },
)

describe('a citation in the history that exists only in its own dialect', () => {
  const OWN: [Dialect, Json][] = [
    [
      'anthropic-messages',
      {
        max_tokens: 99,
        messages: [
          {
            role: 'assistant',
            content: [
              {
                type: 'text',
                text: CITED,
                citations: [
                  {
                    type: 'char_location',
                    cited_text: 'x',
                    document_index: 0,
                    document_title: null,
                    start_char_index: 0,
                    end_char_index: 1,
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      'openai-responses',
      {
        input: [
          {
            type: 'message',
            role: 'assistant',
            content: [
              {
                type: 'output_text',
                text: CITED,
                annotations: [{ type: 'file_citation', file_id: 'f', filename: 'a.txt', index: 3 }],
              },
            ],
          },
        ],
      },
    ],
  ]
  const pairs = OWN.flatMap(([from, body]) =>
    DIALECTS.filter((to) => to !== from).map((to) => ({ from, to, body })),
  )
  it.each(pairs)('is named as lost: $from for $to', ({ from, to, body }) => {
    const { found, lost } = replay(from, to, body)
    expect([found, lost]).toEqual([[], [NAMED[from]]])
  })
})

it('a compatible server gets no citations, because it may refuse the field', () => {
  const { found, lost } = replay('anthropic-messages', 'openai-chat', HISTORIES['anthropic-messages']!, {})
  expect([found, lost]).toEqual([[], ['citations']])
})

it('positions are counted in the whole message if it has several texts', () => {
  const message = {
    role: 'assistant',
    content: [
      { type: 'text', text: BEFORE },
      { type: 'text', text: CITED },
    ],
    annotations: [{ type: 'url_citation', url_citation: { url: URL, title: TITLE, ...place } }],
  }
  const body = { messages: [{ role: 'user', content: 'Hi' }, message] }
  expect(replay('openai-chat', 'openai-responses', body).found).toEqual([
    { type: 'url_citation', url: URL, title: TITLE, start_index: 0, end_index: CITED.length },
  ])
})

it('a citation that we wrote for a Claude caller is sent to the next provider', () => {
  const citation = expected('anthropic-messages', 'gemini')
  const content = [{ type: 'text', text: CITED, citations: [citation] }]
  const body = { max_tokens: 99, messages: [{ role: 'assistant', content }] }
  expect(replay('anthropic-messages', 'openai-responses', body).found).toEqual([
    { type: 'url_citation', url: URL, title: TITLE, start_index: 0, end_index: CITED.length },
  ])
})

describe('sources that a Gemini answer names without a place in it', () => {
  it('are cited for the whole text: pages, places and images', () => {
    const page = { web: { uri: 'https://example.com/page', title: 'Page' } }
    const place = { maps: { uri: 'https://maps.example.com/place', title: 'Place' } }
    const picture = { image: { sourceUri: 'https://example.com/picture', title: 'Picture' } }
    const kept = { retrievedContext: { uri: 'gs://bucket/file', title: 'File' } }
    const segment = { startIndex: 0, endIndex: 5, text: 'Paris' }
    const result = UPSTREAM_FACING.gemini.readResult({
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'Paris is a city.' }] },
          finishReason: 'STOP',
          groundingMetadata: {
            groundingChunks: [page, place, picture, kept],
            groundingSupports: [{ segment, groundingChunkIndices: [0] }],
          },
        },
      ],
    })
    const written = CLIENT_FACING['openai-responses'].writeResult(result, {
      id: 'resp_1',
      model: 'x/y',
      createdAtSeconds: 1,
    }) as { output: { content: { annotations: Json[] }[] }[] }
    expect(written.output[0]!.content[0]!.annotations).toMatchObject([
      { url: page.web.uri, start_index: 0, end_index: 5 },
      { url: place.maps.uri, title: 'Place', start_index: 0, end_index: 16 },
      { url: picture.image.sourceUri, title: 'Picture', start_index: 0, end_index: 16 },
    ])
  })
})
