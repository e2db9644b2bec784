import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../canonical/events.ts'
import { ToolCallCounter } from './tool-calls.ts'

const block = (
  value: object,
  dialect: 'anthropic-messages' | 'openai-responses' = 'openai-responses',
): ChatEvent => ({
  type: 'block-open',
  index: 0,
  block: { kind: 'opaque', dialect, value },
})
const search = block({ type: 'server_tool_use', name: 'web_search' }, 'anthropic-messages')
const grounded = (queries: number): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: {
    kind: 'citation',
    dialect: 'gemini',
    value: { groundingMetadata: { webSearchQueries: Array.from({ length: queries }, String) } },
  },
})

const countOf = (events: readonly ChatEvent[]): ToolCallCounter => {
  const counter = new ToolCallCounter()
  for (const event of events) counter.add(event)
  return counter
}

const run = (container_id: string) => block({ type: 'code_interpreter_call', container_id })

describe('calls of tools that a provider ran', () => {
  it('are counted by what an answer showed before it broke off, also where less was reported', () => {
    const counter = countOf([search, search])
    expect(counter.total({ webSearch: 0 }, false)).toEqual({ webSearch: 2 })
    expect(counter.total(undefined, false)).toEqual({ webSearch: 2 })
  })

  it('are as many as the provider’s last word says: what failed is not charged', () => {
    expect(countOf([search, search]).total({ webSearch: 1 }, true)).toEqual({ webSearch: 1 })
    expect(countOf([search]).total({ webSearch: 0 }, true)).toBeUndefined()
  })

  it('are not counted again where a stream says them again', () => {
    expect(countOf([grounded(1), grounded(2), grounded(2)]).total(undefined, true)).toEqual({ webSearch: 2 })
  })

  it('are one for each container that code ran in', () => {
    expect(countOf([run('a'), run('a'), run('b')]).total(undefined, true)).toEqual({ codeExecution: 2 })
  })

  it('are none where a block is called as something that every object has', () => {
    const named = block({ type: 'server_tool_use', name: 'constructor' }, 'anthropic-messages')
    expect(countOf([named]).total(undefined, true)).toBeUndefined()
  })
})
