import { describe, expect, it } from 'vitest'
import type { Dialect } from '@gptget/contracts'
import { adapt, CLIENT_FACING, explode, holdsCarriedSignatures, run, UPSTREAM_FACING } from '../src/index.ts'
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

/** What stands in a caller's answer for the page. Responses of Anthropic's are of two items, each counted from its start. */
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

  it('is cited with its place, plain', () => {
    const answer = JSON.parse(JSON.stringify(CLIENT_FACING[from].writeResult(result, context))) as Json
    expect(citationsIn(answer)).toEqual([expected(from, to)])
  })

  it('is cited with its place, streamed', () => {
    const frames = run(CLIENT_FACING[from].writeStream, context, explode(result))
    const bodies = frames.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as Json)
    const found = citationsIn(bodies)
    // The Responses API says it as it comes and in each event that repeats the item.
    expect(found.length).toBe(from === 'openai-responses' ? 4 : 1)
    for (const citation of found) expect(citation).toEqual(expected(from, to))
  })
})

describe('a citation in Anthropic’s form that another provider made', () => {
  it('does not go to Anthropic, which would not know it', () => {
    const citation = expected('anthropic-messages', 'gemini')
    const body = {
      model: 'm',
      max_tokens: 9,
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
