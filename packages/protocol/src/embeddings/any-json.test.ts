import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { FaultError } from '../canonical/faults.ts'
import { readCompletionRequest } from '../completions/index.ts'
import { PublicError } from '@gptget/errors'
import { readModerationId, readModerationRequest } from '../moderations/moderation.ts'
import { readRerankRequest, readRerankResult } from '../rerank/index.ts'
import { embeddingWireOf } from '../registry/embedding-wires.ts'

const KEYS =
  'model input content parts text requests dimensions encoding_format prompt n data embedding embeddings values index ' +
  'usage usageMetadata query documents relevance_score meta billed_units results error outputDimensionality constructor'
const key = fc.constantFrom(...KEYS.split(' '))
const word = fc.constantFrom('a/b', '', 1, -1, 0.5, null, true, 'float', 'base64')
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    word,
    fc.jsonValue(),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 5 }),
  ),
}))

const openai = embeddingWireOf('openai-chat')
const gemini = embeddingWireOf('gemini')
const asked = openai.readRequest({ model: 'a/b', input: ['a'] })

const ranking = readRerankRequest({ model: 'a/b', query: 'q', documents: ['a', 'b'] })

const READERS: Record<string, (value: unknown) => unknown> = {
  'an OpenAI request for Gemini': (value) => gemini.writeRequest(openai.readRequest(value), 'up'),
  'a Gemini request for OpenAI': (value) => openai.writeRequest(gemini.readRequest(value), 'up'),
  'an OpenAI answer': (value) => openai.readResult(value, asked),
  'a Gemini answer': (value) => gemini.readResult(value, asked),
  'a request to rank': readRerankRequest,
  ranks: (value) => readRerankResult(value, ranking),
  'a legacy completion': readCompletionRequest,
  'a moderation': readModerationRequest,
  'a moderation’s answer': readModerationId,
}

const failureOf = (act: () => unknown): unknown => {
  try {
    act()
    return null
  } catch (error) {
    return error
  }
}

const isExpected = (failure: unknown): boolean =>
  failure === null || failure instanceof PublicError || failure instanceof FaultError

it.each(Object.entries(READERS))('any JSON is read as %s, or refused', (_, read) => {
  const property = fc.property(json, (value) => {
    const failure = failureOf(() => read(value))
    expect(failure).toSatisfy(isExpected)
  })
  fc.assert(property, { numRuns: 500 })
})
