import type { UpstreamDialect } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { UPSTREAMS } from '../outcomes.ts'
import { refusalOf } from './coder-request.ts'

type History = { tool: string; call?: string; result?: string }

/** A request of each dialect with one tool, and optionally a call and a result. */
const REQUESTS: Record<UpstreamDialect, (history: History) => unknown> = {
  'openai-chat': ({ tool, call, result }) => ({
    tools: [{ type: 'function', function: { name: tool } }],
    messages: [
      ...(call ? [{ role: 'assistant', tool_calls: [{ id: call }] }] : []),
      ...(result ? [{ role: 'tool', tool_call_id: result }] : []),
    ],
  }),
  'openai-responses': ({ tool, call, result }) => ({
    tools: [{ type: 'function', name: tool }],
    input: [
      ...(call ? [{ type: 'function_call', call_id: call }] : []),
      ...(result ? [{ type: 'function_call_output', call_id: result }] : []),
    ],
  }),
  'anthropic-messages': ({ tool, call, result }) => ({
    max_tokens: 10,
    tools: [{ name: tool }],
    messages: [
      ...(call ? [{ role: 'assistant', content: [{ type: 'tool_use', id: call }] }] : []),
      ...(result ? [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: result }] }] : []),
    ],
  }),
  gemini: ({ tool, call, result }) => ({
    tools: [{ functionDeclarations: [{ name: tool }] }],
    contents: [
      ...(call ? [{ role: 'model', parts: [{ functionCall: { name: call } }] }] : []),
      ...(result ? [{ role: 'user', parts: [{ functionResponse: { name: result } }] }] : []),
    ],
  }),
}

describe.each(UPSTREAMS)('the scripted coding model refuses, as a provider of %s does,', (dialect) => {
  const refusal = (history: History) => refusalOf(dialect, REQUESTS[dialect](history))

  it('nothing in a valid request', () => {
    expect(refusal({ tool: 'edit', call: 'one', result: 'one' })).toBeUndefined()
  })
  it('a tool name that the API does not accept', () => {
    expect(refusal({ tool: 'edit file' })).toContain('the tool name')
  })
  it('a result without a call', () => {
    expect(refusal({ tool: 'edit', result: 'one' })).toContain('no call made')
  })
  it('a call without a result', () => {
    expect(refusal({ tool: 'edit', call: 'one' })).toContain('no result for the call')
  })
})
