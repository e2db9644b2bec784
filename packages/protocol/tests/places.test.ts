import { describe, expect, it } from 'vitest'
import { adapt, CLIENT_FACING } from '../src/index.ts'
import { refusalOf } from './in-each-dialect.ts'

const target = { dialect: 'anthropic-messages', model: 'up', quirks: {} } as const
const AUDIO = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }

describe('a refusal names the position in the caller’s own list', () => {
  it('of Chat Completions, after instructions and joined results', () => {
    const messages = [
      { role: 'system', content: 'Be terse.' },
      { role: 'developer', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        tool_calls: ['a', 'b'].map((id) => ({
          id,
          type: 'function',
          function: { name: 'f', arguments: '{}' },
        })),
      },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      { role: 'user', content: [AUDIO] },
    ]
    const request = CLIENT_FACING['openai-chat'].readRequest({ model: 'm', messages })
    expect(refusalOf(() => adapt(request, target)).details.param).toBe('messages[6]')
  })

  it('of Responses, after items that form one answer', () => {
    const input = [
      { role: 'user', content: 'Hi' },
      { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
      { type: 'function_call', call_id: 'b', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: '1' },
      { type: 'function_call_output', call_id: 'b', output: '2' },
      { role: 'user', content: [AUDIO] },
    ]
    const request = CLIENT_FACING['openai-responses'].readRequest({ model: 'm', input })
    expect(refusalOf(() => adapt(request, target)).details.param).toBe('input[5]')
  })
})
