import { describe, expect, it } from 'vitest'
import type { Dialect } from '@gptget/contracts'
import { exchange, FOREIGN_PAIRS } from './in-each-dialect.ts'

/** Fields of a dialect for the same thing, with different values: which one is sent, and which one is lost. */
type Twice = { fields: Record<string, unknown>; sent: string; notSent: string; lost: string }

const asking = (word: string) => ({
  type: 'object',
  properties: { [word]: { type: 'string' } },
  required: [word],
})
const older = { ...asking('older'), type: 'OBJECT' }
const newer = asking('newer')

const TWICE: Record<Dialect, Record<string, Twice>> = {
  'openai-chat': {
    'two limits': {
      fields: { max_tokens: 111, max_completion_tokens: 222 },
      sent: '222',
      notSent: '111',
      lost: 'max_tokens',
    },
    'OpenRouter’s effort and OpenAI’s': {
      fields: { reasoning: { effort: 'high' }, reasoning_effort: 'low' },
      sent: '',
      notSent: '"low"',
      lost: 'reasoning_effort',
    },
    'a switched off reasoning and an effort': {
      fields: { thinking: { type: 'disabled' }, reasoning_effort: 'high' },
      sent: '',
      notSent: '"high"',
      lost: 'reasoning_effort',
    },
    'a budget and an effort': {
      fields: { thinking: { type: 'enabled', budget_tokens: 5000 }, reasoning_effort: 'high' },
      sent: '',
      notSent: '5000',
      lost: 'thinking.budget_tokens',
    },
  },
  'openai-responses': {
    'two sources of a file': {
      fields: {
        input: [
          {
            role: 'user',
            content: [
              {
                type: 'input_file',
                filename: 'a.pdf',
                file_data: 'data:application/pdf;base64,JVBERi0=',
                file_url: 'https://example.com/a.pdf',
              },
            ],
          },
        ],
      },
      sent: 'JVBERi0=',
      notSent: 'example.com',
      lost: 'input[0].content[0].file_url',
    },
  },
  'anthropic-messages': {
    'the older field for a format and the newer': {
      fields: {
        output_format: { type: 'json_schema', schema: asking('older') },
        output_config: { format: { type: 'json_schema', schema: newer } },
      },
      sent: '"newer"',
      notSent: '"older"',
      lost: 'output_format',
    },
  },
  gemini: {
    'two schemas of the answer': {
      fields: {
        generationConfig: {
          responseMimeType: 'application/json',
          responseSchema: older,
          responseJsonSchema: newer,
        },
      },
      sent: '"newer"',
      notSent: '"older"',
      lost: 'generationConfig.responseSchema',
    },
    'a schema and a format': {
      fields: {
        generationConfig: {
          responseMimeType: 'application/json',
          responseSchema: asking('first'),
          responseFormat: [{ text: { schema: asking('second') } }],
        },
      },
      sent: '"first"',
      notSent: '"second"',
      lost: 'generationConfig.responseFormat[0].text.schema',
    },
    'two schemas of a function': {
      fields: {
        tools: [{ functionDeclarations: [{ name: 'f', parameters: older, parametersJsonSchema: newer }] }],
      },
      sent: '"newer"',
      notSent: '"older"',
      lost: 'tools[0].functionDeclarations[0].parameters',
    },
  },
}

const CASES = FOREIGN_PAIRS.flatMap((pair) =>
  Object.entries(TWICE[pair.from]).map(([what, twice]) => ({ ...pair, what, ...twice })),
)

describe('fields that say the same twice', () => {
  it.each(CASES)(
    'are named if they disagree: $what, of a $from caller at a $to provider',
    ({ from, to, fields, sent, notSent, lost: expected }) => {
      const { text, lost } = exchange(from, to, { fields })
      expect(text).toContain(sent)
      expect(text).not.toContain(notSent)
      expect(lost).toContain(expected)
    },
  )

  it('are no loss if they agree', () => {
    const { lost } = exchange('openai-chat', 'gemini', {
      fields: { max_tokens: 99, max_completion_tokens: 99 },
    })
    expect(lost).toEqual([])
  })
})

describe.each(FOREIGN_PAIRS.filter(({ from }) => from === 'anthropic-messages'))(
  'the beta field for the format of an answer, at a $to provider',
  ({ to }) => {
    it('is the format, as callers of the SDK’s beta messages still send it', () => {
      const format = { type: 'json_schema', schema: { ...newer, additionalProperties: false } }
      const older = exchange('anthropic-messages', to, { fields: { output_format: format } })
      const now = exchange('anthropic-messages', to, { fields: { output_config: { format } } })
      expect(older.text).toContain('"newer"')
      expect([older.text, older.lost]).toEqual([now.text, now.lost])
    })
  },
)
