import { CLIENT_FACING } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { sizeOfChat } from './size-of-chat.ts'

const sizeOf = (dialect: Dialect, body: Record<string, unknown>) =>
  sizeOfChat(CLIENT_FACING[dialect].readRequest(body), body)

const chat = (more: Record<string, unknown>, content: unknown = 'hi') => ({
  model: 'a/b',
  messages: [{ role: 'user', content }],
  ...more,
})
const gemini = (generationConfig: Record<string, unknown>) => ({
  model: 'a/b',
  contents: [{ parts: [{ text: 'hi' }] }],
  generationConfig,
})
const URL = 'https://example.com/x'

/** One image by URL, in every dialect. */
const WITH_IMAGE: Record<Dialect, Record<string, unknown>> = {
  'openai-chat': chat({}, [{ type: 'image_url', image_url: { url: URL } }]),
  'openai-responses': {
    model: 'a/b',
    input: [{ role: 'user', content: [{ type: 'input_image', image_url: URL }] }],
  },
  'anthropic-messages': chat({ max_tokens: 5 }, [{ type: 'image', source: { type: 'url', url: URL } }]),
  gemini: {
    model: 'a/b',
    contents: [{ parts: [{ fileData: { mimeType: 'image/png', fileUri: URL } }] }],
  },
}

/** One document by URL, in every dialect. */
const WITH_FILE: Record<Dialect, Record<string, unknown>> = {
  'openai-chat': chat({}, [{ type: 'file', file: { file_id: 'file-1' } }]),
  'openai-responses': {
    model: 'a/b',
    input: [{ role: 'user', content: [{ type: 'input_file', file_url: URL }] }],
  },
  'anthropic-messages': chat({ max_tokens: 5 }, [{ type: 'document', source: { type: 'url', url: URL } }]),
  gemini: {
    model: 'a/b',
    contents: [{ parts: [{ fileData: { mimeType: 'application/pdf', fileUri: URL } }] }],
  },
}

const DIALECTS = Object.keys(WITH_IMAGE) as Dialect[]

describe('the size of a chat', () => {
  it.each(DIALECTS)('counts images by URL: %s', (dialect) => {
    expect(sizeOf(dialect, WITH_IMAGE[dialect])).toMatchObject({ images: 1, hasUnboundedInput: false })
  })

  it.each(DIALECTS)('is not limited by the bytes of a reference to a file: %s', (dialect) => {
    expect(sizeOf(dialect, WITH_FILE[dialect])).toMatchObject({ images: 0, hasUnboundedInput: true })
  })

  it('is not limited by the bytes of audio', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }
    expect(sizeOf('openai-chat', chat({}, [audio]))).toMatchObject({ hasUnboundedInput: true })
  })

  it('is limited by the bytes of a plain text sent as a file', () => {
    const text = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } }
    expect(sizeOf('anthropic-messages', chat({ max_tokens: 5 }, [text]))).toMatchObject({
      hasUnboundedInput: false,
    })
  })

  it('counts an image in the result of a tool', () => {
    const image = { type: 'image', source: { type: 'url', url: URL } }
    const body = {
      model: 'a/b',
      max_tokens: 5,
      messages: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [image] }] },
      ],
    }
    expect(sizeOf('anthropic-messages', body)).toMatchObject({ images: 1 })
  })

  it.each([
    [{ max_tokens: 5, max_completion_tokens: 900 }, 900],
    [{ max_tokens: 900, max_completion_tokens: 5 }, 900],
    [{ max_tokens: 7 }, 7],
    [{}, undefined],
  ])('takes the larger of two limits of an answer: %j', (limits, maxOutputTokens) => {
    expect(sizeOf('openai-chat', chat(limits)).maxOutputTokens).toBe(maxOutputTokens)
  })

  it('counts a prediction as output, because OpenAI charges rejected predictions as output', () => {
    const prediction = { type: 'content', content: 'x'.repeat(100) }
    expect(sizeOf('openai-chat', chat({ max_tokens: 5, prediction })).maxOutputTokens).toBeGreaterThan(105)
    expect(sizeOf('openai-chat', chat({ prediction })).maxOutputTokens).toBeUndefined()
  })

  it('multiplies by the number of answers, in the fields of each dialect that has one', () => {
    expect(sizeOf('openai-chat', chat({ n: 4 })).choices).toBe(4)
    expect(sizeOf('openai-chat', chat({ n: 2, best_of: 9 })).choices).toBe(9)
    expect(sizeOf('gemini', gemini({ candidateCount: 8 })).choices).toBe(8)
    expect(sizeOf('gemini', { ...gemini({}), generation_config: { candidate_count: 8 } }).choices).toBe(8)
    expect(sizeOf('gemini', gemini({})).choices).toBe(1)
  })

  it.each<[Dialect, string, Record<string, unknown>]>([
    ['openai-chat', 'n', chat({ n: '4' })],
    ['openai-chat', 'n', chat({ n: 4.5 })],
    ['openai-chat', 'n', chat({ n: [4] })],
    ['openai-chat', 'best_of', chat({ best_of: '9' })],
    [
      'openai-chat',
      'generation_config.candidate_count',
      chat({ generation_config: { candidate_count: '8' } }),
    ],
    ['openai-responses', 'n', { model: 'a/b', input: 'hi', n: '4' }],
    ['anthropic-messages', 'n', chat({ max_tokens: 5, n: '4' })],
    ['gemini', 'generationConfig.candidateCount', gemini({ candidateCount: '8' })],
    ['gemini', 'generationConfig.candidateCount', gemini({ candidateCount: 1.5 })],
    ['gemini', 'generationConfig.candidateCount', gemini({ candidateCount: { value: 8 } })],
  ])(
    'refuses a number of answers that is no whole number, which a server may read: %s %s',
    (dialect, param, body) => {
      expect(() => sizeOf(dialect, body)).toThrow(`${param}: `)
    },
  )
})
