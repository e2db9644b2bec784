import { describe, expect, it } from 'vitest'
import type { Dialect } from '@gptget/contracts'
import { exchange, FOREIGN_PAIRS } from './in-each-dialect.ts'

const TOOLS = [{ name: 'look', parameters: { type: 'object', properties: {} } }]

/** A call with two results, and one with one: clients that retry a tool keep both. */
const TWICE: Record<Dialect, Record<string, unknown>> = {
  'openai-chat': {
    messages: [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: null,
        tool_calls: ['call_a', 'call_b'].map((id) => ({
          id,
          type: 'function',
          function: { name: 'look', arguments: '{}' },
        })),
      },
      { role: 'tool', tool_call_id: 'call_a', content: 'first' },
      { role: 'tool', tool_call_id: 'call_a', content: 'second' },
      { role: 'tool', tool_call_id: 'call_b', content: 'third' },
    ],
  },
  'openai-responses': {
    input: [
      { role: 'user', content: 'Hi' },
      { type: 'function_call', call_id: 'call_a', name: 'look', arguments: '{}' },
      { type: 'function_call', call_id: 'call_b', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_a', output: 'first' },
      { type: 'function_call_output', call_id: 'call_a', output: 'second' },
      { type: 'function_call_output', call_id: 'call_b', output: 'third' },
    ],
  },
  'anthropic-messages': {
    messages: [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: ['call_a', 'call_b'].map((id) => ({ type: 'tool_use', id, name: 'look', input: {} })),
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_a', content: 'first' },
          { type: 'tool_result', tool_use_id: 'call_a', content: 'second' },
          { type: 'tool_result', tool_use_id: 'call_b', content: 'third' },
        ],
      },
    ],
  },
  gemini: {
    contents: [
      { role: 'user', parts: [{ text: 'Hi' }] },
      {
        role: 'model',
        parts: ['call_a', 'call_b'].map((id) => ({ functionCall: { id, name: 'look', args: {} } })),
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_a', name: 'look', response: { output: 'first' } } },
          { functionResponse: { id: 'call_a', name: 'look', response: { output: 'second' } } },
          { functionResponse: { id: 'call_b', name: 'look', response: { output: 'third' } } },
        ],
      },
    ],
  },
}

/** The marks of a result of a call in a provider's request, with the call's id. */
const RESULTS: Record<Dialect, RegExp> = {
  'openai-chat': /"tool_call_id":"(\w+)"/g,
  'openai-responses': /"function_call_output","call_id":"(\w+)"/g,
  'anthropic-messages': /"tool_use_id":"(\w+)"/g,
  gemini: /"functionResponse":\{"id":"(\w+)"/g,
}

describe.each(FOREIGN_PAIRS)(
  'a call with two results, of a $from caller at a $to provider',
  ({ from, to }) => {
    it('has one, and the other is a text after all results; the change is named', () => {
      const { text, lost } = exchange(from, to, { tools: TOOLS, fields: TWICE[from] })
      expect([...text.matchAll(RESULTS[to])].map(([, id]) => id)).toEqual(['call_a', 'call_b'])
      expect(text).toMatch(/first.*third.*second/)
      expect(lost).toContain('tool results without a call')
    })
  },
)

/** Settings about calls in a request without tools, as Codex sends them to compact a conversation. */
const SETTINGS: Record<Dialect, (choice: string) => Record<string, unknown>> = {
  'openai-chat': (choice) => ({ tools: [], tool_choice: choice, parallel_tool_calls: false }),
  'openai-responses': (choice) => ({ tools: [], tool_choice: choice, parallel_tool_calls: false }),
  'anthropic-messages': (choice) => ({
    tools: [],
    tool_choice: { type: choice === 'required' ? 'any' : choice, disable_parallel_tool_use: true },
  }),
  gemini: (choice) => ({
    toolConfig: { functionCallingConfig: { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() } },
  }),
}

describe.each(FOREIGN_PAIRS)(
  'settings about tools without any, of a $from caller at a $to provider',
  ({ from, to }) => {
    it.each([
      ['auto', false],
      ['required', true],
    ])('are not sent, because OpenAI refuses them; only a forced call is a loss: %s', (choice, isLoss) => {
      const { text, losses } = exchange(from, to, { fields: SETTINGS[from](choice) })
      expect(text).not.toMatch(/tool_choice|parallel_tool|toolConfig/)
      expect(losses.some(({ action }) => action !== 'ignored')).toBe(isLoss)
    })
  },
)

it('a failed call whose only result is a picture says that it failed, at Gemini', () => {
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }
  const fields = {
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_a', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'call_a', is_error: true, content: [picture] }],
      },
    ],
  }
  const { text } = exchange('anthropic-messages', 'gemini', { tools: TOOLS, fields })
  expect(text).toContain('"error":"The tool call failed."')
})
