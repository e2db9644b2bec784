import { describe, expect, it } from 'vitest'
import { DIALECTS } from '@gptget/contracts'
import { adapt, CLIENT_FACING, restorerOf, type ChatEvent, type ChatResult } from '@gptget/protocol'

/*
 * `responseMimeType: text/x.enum` of Gemini: the answer is one word of a schema, without quotes
 * (https://ai.google.dev/gemini-api/docs/structured-output).
 */

const COLOURS = ['red', 'dark “blue”']
const schemas = {
  responseSchema: { type: 'STRING', format: 'enum', enum: COLOURS },
  responseJsonSchema: { type: 'string', enum: COLOURS },
}

const asked = (field: keyof typeof schemas) =>
  CLIENT_FACING.gemini.readRequest({
    model: 'x/y',
    contents: [{ role: 'user', parts: [{ text: 'Which?' }] }],
    generationConfig: { responseMimeType: 'text/x.enum', [field]: schemas[field] },
  })

/** What a model says that is held to the adapted schema. */
const saidAs = ({ isWrapped = false }: { isWrapped?: boolean }, word: string): string =>
  JSON.stringify(isWrapped ? { value: word } : word)

const CASES = DIALECTS.filter((to) => to !== 'gemini').flatMap((to) =>
  [true, false].flatMap((hasJsonSchema) =>
    (['responseSchema', 'responseJsonSchema'] as const).map((field) => ({ to, hasJsonSchema, field })),
  ),
)

describe.each(CASES)(
  'one word of $field from $to (schemas: $hasJsonSchema)',
  ({ to, hasJsonSchema, field }) => {
    const adapted = () => adapt(asked(field), { dialect: to, model: 'up', quirks: { hasJsonSchema } })

    it('is asked for as structured output, and is no loss where a model is held to it', () => {
      const { losses } = adapted()
      expect(losses.map(({ param }) => param)).toEqual(
        hasJsonSchema ? [] : ['generationConfig.responseSchema'],
      )
    })

    it.each(COLOURS)('is the bare word, plain and streamed: %s', (word) => {
      const { request } = adapted()
      const said = saidAs(request.output, word)
      const whole: ChatResult = {
        blocks: [{ block: { kind: 'text' }, content: said, signatures: [] }],
        finish: { reason: 'stop' },
      }
      expect(restorerOf(request).whole(whole).blocks[0]?.content).toBe(word)
      const events: ChatEvent[] = [
        { type: 'block-open', index: 0, block: { kind: 'text' } },
        ...[...said].map((text): ChatEvent => ({
          type: 'block-delta',
          index: 0,
          delta: { kind: 'text', text },
        })),
        { type: 'block-close', index: 0 },
      ]
      const { step } = restorerOf(request)
      const sent = events
        .flatMap(step)
        .map((event) => (event.type === 'block-delta' && event.delta.kind === 'text' ? event.delta.text : ''))
      expect(sent.join('')).toBe(word)
    })

    it('is what the model said, if that is no such word', () => {
      const { request } = adapted()
      const whole: ChatResult = {
        blocks: [{ block: { kind: 'text' }, content: 'I cannot say.', signatures: [] }],
        finish: { reason: 'stop' },
      }
      expect(restorerOf(request).whole(whole).blocks[0]?.content).toBe('I cannot say.')
    })
  },
)
