import { describe, expect, it } from 'vitest'
import { FaultError } from '../canonical/faults.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { PublicError } from '@gptget/errors'
import { countableEmbedding } from './index.ts'
import { embeddingWireOf } from '../registry/embedding-wires.ts'
import { estimateTokens } from '../canonical/estimate-tokens.ts'
import type { EmbeddingRequest } from './index.ts'
import { encodeVector } from './vectors.ts'

const openai = embeddingWireOf('openai-chat')
const gemini = embeddingWireOf('gemini')

const MODEL = 'acme/vectors'
const CLOSING = { usage: { ...emptyUsage(), inputTokens: 7 }, costUsd: 0.5 }
const item = (index: number, embedding: unknown) => ({ object: 'embedding', index, embedding })
const part = (text: string) => ({ parts: [{ text }] })
const requestOf = (text: string, outputDimensionality: number) => ({
  model: 'models/up',
  content: part(text),
  outputDimensionality,
})
const countOf = (input: unknown) =>
  estimateTokens(countableEmbedding(openai.readRequest({ model: MODEL, input })))
const contextOf = (request: EmbeddingRequest) => ({ id: 'emb-1', model: MODEL, request })

const paramOf = (read: () => unknown): string | undefined => {
  try {
    read()
  } catch (error) {
    if (error instanceof PublicError) return error.details.param
    throw error
  }
  throw new Error('it was not refused')
}

describe('an OpenAI request for embeddings', () => {
  it.each([
    ['a text', 'one', [{ type: 'text', text: 'one' }], false],
    ['a list', ['one'], [{ type: 'text', text: 'one' }], true],
    ['token numbers', [1, 2], [{ type: 'tokens', tokens: [1, 2] }], false],
    [
      'lists of token numbers',
      [[1], [2, 3]],
      [
        { type: 'tokens', tokens: [1] },
        { type: 'tokens', tokens: [2, 3] },
      ],
      true,
    ],
  ])('may hold %s', (_, input, inputs, isBatch) => {
    const request = openai.readRequest({ model: MODEL, input, dimensions: 8 })
    expect(request).toMatchObject({ model: MODEL, inputs, isBatch, dimensions: 8, encoding: 'float' })
    const { body } = openai.writeRequest(request, 'up')
    expect(body).toEqual({ model: 'up', input, dimensions: 8, encoding_format: 'float' })
  })

  it.each([
    ['model', { model: undefined }],
    ['input', { input: undefined }],
    ['input', { input: '' }],
    ['input', { input: [] }],
    ['input', { input: 5 }],
    ['input[1]', { input: ['a', ''] }],
    ['input[1]', { input: [1, -1] }],
    ['input[1][0]', { input: [[1], ['a']] }],
    ['dimensions', { dimensions: 0 }],
    ['encoding_format', { encoding_format: 'hex' }],
  ])('with an invalid %s is refused by that name: %j', (param, wrong) => {
    expect(paramOf(() => openai.readRequest({ model: MODEL, input: 'a', ...wrong }))).toBe(param)
  })

  it('keeps unknown fields for a provider of its dialect', () => {
    const body = Buffer.from('{"model":"acme/vectors", "input":"é","x":{"y":1.0},"provider":{}}')
    expect(openai.passRequest(body, 'up').toString()).toBe('{"model":"up","input":"é","x":{"y":1.0}}')
  })

  it('becomes a Gemini request, and names the losses', () => {
    const request = openai.readRequest({ model: MODEL, input: ['a', 'b'], dimensions: 8, user: 'u' })
    expect(gemini.writeRequest(request, 'up')).toEqual({
      body: { requests: [requestOf('a', 8), requestOf('b', 8)] },
      losses: [expect.objectContaining({ param: 'user', action: 'dropped' })],
    })
    const single = openai.readRequest({ model: MODEL, input: 'a' })
    expect(gemini.writeRequest(single, 'up').body).toEqual({
      model: 'models/up',
      content: { parts: [{ text: 'a' }] },
    })
  })

  it('with token numbers cannot become a Gemini request', () => {
    const request = openai.readRequest({ model: MODEL, input: [1, 2] })
    expect(paramOf(() => gemini.writeRequest(request, 'up'))).toBe('input')
  })
})

describe('a Gemini request for embeddings', () => {
  it('is read in camelCase and snake_case', () => {
    const request = gemini.readRequest({
      model: MODEL,
      content: { parts: [{ text: 'a' }, { text: 'b' }] },
      output_dimensionality: 8,
      task_type: 'RETRIEVAL_QUERY',
    })
    expect(request).toMatchObject({ inputs: [{ text: 'a\nb' }], isBatch: false, dimensions: 8 })
    expect(openai.writeRequest(request, 'up')).toEqual({
      body: { model: 'up', input: 'a\nb', dimensions: 8, encoding_format: 'float' },
      losses: [expect.objectContaining({ param: 'taskType' })],
    })
  })

  it('of a batch with one input has a list as its input', () => {
    const request = gemini.readRequest({ model: MODEL, requests: [{ content: part('a') }] })
    expect(openai.writeRequest(request, 'up').body).toMatchObject({ input: ['a'] })
  })

  it.each([
    ['content', {}],
    ['content.parts', { content: { parts: [] } }],
    ['requests', { requests: [] }],
    ['requests[0].content', { requests: [{}] }],
    [
      'requests[1].outputDimensionality',
      { requests: [{ content: part('a') }, { content: part('b'), outputDimensionality: 4 }] },
    ],
  ])('with an invalid %s is refused by that name', (param, wrong) => {
    expect(paramOf(() => gemini.readRequest({ model: MODEL, ...wrong }))).toBe(param)
  })

  it('with an image cannot become a request of another dialect', () => {
    const picture = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
    const request = gemini.readRequest({ model: MODEL, content: { parts: [picture] } })
    expect(paramOf(() => openai.writeRequest(request, 'up'))).toBe('content.parts[0]')
  })

  it('with images in the OpenAI form becomes Gemini contents, and is unchanged for OpenAI-compatible providers', () => {
    const image = 'data:image/png;base64,AAAA'
    const input = [
      'a',
      { text: 'b' },
      { image },
      {
        content: [
          { type: 'text', text: 'c' },
          { type: 'image_url', image_url: { url: image } },
        ],
      },
    ]
    const request = openai.readRequest({ model: MODEL, input })
    const inlineData = { mimeType: 'image/png', data: 'AAAA' }
    const contents = (gemini.writeRequest(request, 'up').body as { requests: { content: object }[] }).requests
    expect(contents.map(({ content }) => content)).toEqual([
      part('a'),
      part('b'),
      { parts: [{ inlineData }] },
      { parts: [{ text: 'c' }, { inlineData }] },
    ])
    const passed = openai.passRequest(Buffer.from(JSON.stringify({ model: MODEL, input })), 'up')
    expect(JSON.parse(passed.toString())).toEqual({ model: 'up', input })
    const far = openai.readRequest({ model: MODEL, input: [{ image: 'https://example.com/a.png' }] })
    expect(paramOf(() => gemini.writeRequest(far, 'up'))).toBe('input[0]')
  })

  it('has the provider’s model in every request of a batch', () => {
    const body = { requests: [{ model: 'models/acme/vectors', content: part('a'), taskType: 'X', new: 1 }] }
    expect(JSON.parse(gemini.passRequest(Buffer.from(JSON.stringify(body)), 'up').toString())).toEqual({
      requests: [{ model: 'models/up', content: part('a'), taskType: 'X', new: 1 }],
    })
  })
})

describe('an answer with embeddings', () => {
  const request = openai.readRequest({ model: MODEL, input: ['a', 'b'] })
  const base64 = { ...request, encoding: 'base64' as const }

  it('is read in the order of the inputs, in either encoding', () => {
    const result = openai.readResult(
      {
        data: [item(1, encodeVector([0.5, -2])), item(0, [0.25, 1])],
        usage: { prompt_tokens: 4, total_tokens: 4 },
      },
      request,
    )
    expect(result.vectors).toEqual([
      [0.25, 1],
      [0.5, -2],
    ])
    expect(result.usage).toMatchObject({ inputTokens: 4, outputTokens: 0, reasoningTokens: 0 })
  })

  it('is written in the requested encoding', () => {
    const result = { vectors: [[0.25], [-1]] }
    expect(openai.writeResult(result, contextOf(request), CLOSING)).toEqual({
      id: 'emb-1',
      object: 'list',
      data: [item(0, [0.25]), item(1, [-1])],
      model: MODEL,
      usage: { prompt_tokens: 7, total_tokens: 7, cost: 0.5 },
    })
    expect(openai.writeResult(result, contextOf(base64), CLOSING)).toMatchObject({
      data: [item(0, encodeVector([0.25])), item(1, encodeVector([-1]))],
    })
  })

  it('is passed on with every byte unchanged except our names and the cost', () => {
    const text =
      '{"object":"list","data":[{"index":0,"embedding":[1.0, 2e-3]},{"index":1,"embedding":[3.0]}],"model":"up","usage":{"prompt_tokens":4,"total_tokens":4},"x":1.0}'
    const result = openai.readResult(JSON.parse(text), request)
    expect(openai.passResult(text, result, contextOf(request), CLOSING)).toBe(
      '{"object":"list","data":[{"index":0,"embedding":[1.0, 2e-3]},{"index":1,"embedding":[3.0]}],"model":"acme/vectors","usage":{"prompt_tokens":4,"total_tokens":4,"cost":0.5},"x":1.0,"id":"emb-1"}',
    )
  })

  it.each([
    ['float', request, [0.5, 1]],
    ['base64', base64, encodeVector([0.5, 1])],
  ])('whose provider ignored the requested encoding is converted to %s', (_, asked, expected) => {
    const other = asked.encoding === 'float' ? encodeVector([0.5, 1]) : [0.5, 1]
    const text = JSON.stringify({ data: [item(0, other), { ...item(1, other), y: 2 }], model: 'up' })
    const result = openai.readResult(JSON.parse(text), asked)
    expect(JSON.parse(openai.passResult(text, result, contextOf(asked), CLOSING))).toMatchObject({
      data: [item(0, expected), { ...item(1, expected), y: 2 }],
      usage: { prompt_tokens: 7, total_tokens: 7, cost: 0.5 },
    })
  })

  it('of Gemini is one embedding or a list of them', () => {
    const batch = gemini.readRequest({ model: MODEL, requests: [{ content: { parts: [{ text: 'a' }] } }] })
    const one = gemini.readRequest({ model: MODEL, content: { parts: [{ text: 'a' }] } })
    const usageMetadata = { promptTokenCount: 7, totalTokenCount: 7, cost: 0.5 }
    expect(gemini.readResult({ embeddings: [{ values: [1] }] }, batch)).toEqual({ vectors: [[1]] })
    expect(
      gemini.readResult({ embedding: { values: [1] }, usageMetadata: { promptTokenCount: 3 } }, one),
    ).toMatchObject({ vectors: [[1]], usage: { inputTokens: 3 } })
    expect(gemini.writeResult({ vectors: [[1]] }, contextOf(batch), CLOSING)).toEqual({
      embeddings: [{ values: [1] }],
      usageMetadata,
    })
    expect(gemini.writeResult({ vectors: [[1]] }, contextOf(one), CLOSING)).toEqual({
      embedding: { values: [1] },
      usageMetadata,
    })
  })

  it.each([
    ['text', '<html>'],
    ['an error', { error: { message: 'no', type: 'server_error' } }],
    ['too few vectors', { data: [item(0, [1])] }],
    ['no vectors', { data: [item(0, 'AAA='), item(1, [])] }],
    ['a cut vector', { data: [item(0, [1, null]), item(1, [1])] }],
  ])('that is %s is a fault', (_, body) => {
    expect(() => openai.readResult(body, request)).toThrow(FaultError)
  })
})

it('estimates tokens that the provider did not count', () => {
  expect(countOf([[1, 2], [3]])).toBe(3)
  expect(countOf('four words of text')).toBeGreaterThan(2)
})
