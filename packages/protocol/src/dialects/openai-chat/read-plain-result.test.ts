import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultError } from '../../canonical/faults.ts'
import type { JsonObject } from '../../json/object.ts'
import { readPlainResult } from './read-plain-result.ts'
import { readByEvents } from './read-result.ts'

const folder = `${import.meta.dirname}/fixtures`
const fixtures = readdirSync(folder).filter((file) => file.endsWith('.json'))

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
const plain = (message: object, more: object = {}, choice: object = {}): JsonObject => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'up',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...choice }],
  usage,
  ...more,
})

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'stop',
  0,
  1,
  [],
  {},
  [{}],
  { error: 1 },
  'error',
  'constructor',
)
const maybe = (names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] })

const bodies = fc
  .tuple(
    fc.oneof(fc.string(), odd),
    maybe([
      'refusal',
      'annotations',
      'audio',
      'tool_calls',
      'function_call',
      'reasoning',
      'reasoning_details',
      'images',
    ]),
    maybe(['id', 'model', 'error', 'service_tier', 'usage', 'x_groq', 'choices']),
    maybe(['index', 'finish_reason', 'logprobs', 'delta', 'usage', 'text', 'error']),
  )
  .map(([content, message, body, choice]) => plain({ content, ...message }, body, choice))

/** null where it is no answer. */
const byEvents = (body: JsonObject) => {
  try {
    return readByEvents(body)
  } catch (error) {
    if (error instanceof FaultError) return null
    throw error
  }
}

describe('an answer that is a single text', () => {
  it.each(fixtures)('is read like its events: %s', (file) => {
    const body = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as JsonObject
    expect(readPlainResult(body) ?? byEvents(body)).toEqual(byEvents(body))
  })

  it('is read like its events, with any other fields', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(readPlainResult(body) ?? byEvents(body)).toEqual(byEvents(body))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [
      'as OpenAI sends it',
      plain({ content: 'Hi', refusal: null, annotations: [] }, { service_tier: 'default' }),
      true,
    ],
    [
      'as others send it',
      plain({ content: 'Hi', tool_calls: null }, {}, { logprobs: null, finish_reason: 'eos' }),
      true,
    ],
    ['with a call', plain({ content: 'Hi', tool_calls: [{ id: 'call_1' }] }), false],
    ['with reasoning', plain({ content: 'Hi', reasoning: 'Hm' }), false],
    ['cut', plain({ content: 'Hi' }, {}, { finish_reason: null }), false],
    ['with an error', plain({ content: 'Hi' }, { error: { message: 'no' } }), false],
  ])('is recognized %s: %#', (_what, body, isPlain) => {
    expect(readPlainResult(body) !== null).toBe(isPlain)
  })
})
