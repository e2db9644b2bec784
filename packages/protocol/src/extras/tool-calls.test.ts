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
  it('are counted as shown in an answer that broke off, even if fewer were reported', () => {
    const counter = countOf([search, search])
    expect(counter.total({ webSearch: 0 }, false)).toEqual({ webSearch: 2 })
    expect(counter.total(undefined, false)).toEqual({ webSearch: 2 })
  })

  it('are as many as the provider’s final report says, so failed ones are not charged', () => {
    expect(countOf([search, search]).total({ webSearch: 1 }, true)).toEqual({ webSearch: 1 })
    expect(countOf([search]).total({ webSearch: 0 }, true)).toBeUndefined()
  })

  it('are counted once if a stream repeats them', () => {
    expect(countOf([grounded(1), grounded(2), grounded(2)]).total(undefined, true)).toEqual({ webSearch: 2 })
  })

  it('are one for each container that code ran in', () => {
    expect(countOf([run('a'), run('a'), run('b')]).total(undefined, true)).toEqual({ codeExecution: 2 })
  })

  it('are not counted for a block whose name is a property of every object', () => {
    const named = block({ type: 'server_tool_use', name: 'constructor' }, 'anthropic-messages')
    expect(countOf([named]).total(undefined, true)).toBeUndefined()
  })
})
