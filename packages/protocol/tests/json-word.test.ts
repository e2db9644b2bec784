import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { exchange } from './in-each-dialect.ts'

type Caller = Exclude<Dialect, 'anthropic-messages'>

/** A request in JSON mode, by what its instructions and its user say. */
const IN_JSON_MODE: Record<Caller, (system: string, user: string) => Record<string, unknown>> = {
  'openai-chat': (system, user) => ({
    response_format: { type: 'json_object' },
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
  }),
  'openai-responses': (system, user) => ({
    text: { format: { type: 'json_object' } },
    instructions: system,
    input: [{ role: 'user', content: user }],
  }),
  gemini: (system, user) => ({
    generationConfig: { responseMimeType: 'application/json' },
    systemInstruction: { parts: [{ text: system }] },
    contents: [{ role: 'user', parts: [{ text: user }] }],
  }),
}

const CALLERS = Object.keys(IN_JSON_MODE) as Caller[]
const OPENAI = ['openai-chat', 'openai-responses'] as const
const FOREIGN = CALLERS.flatMap((from) => OPENAI.filter((to) => to !== from).map((to) => ({ from, to })))

/** Where the provider looks for the word. */
const SEEN_IN = { 'openai-chat': 'messages', 'openai-responses': 'input' }

describe.each(FOREIGN)('JSON mode of a $from caller at a $to provider', ({ from, to }) => {
  const sent = (system: string, user: string) => {
    const { body, losses } = exchange(from, to, { fields: IN_JSON_MODE[from](system, user) })
    return { seen: JSON.stringify(body[SEEN_IN[to]]), actions: losses.map(({ action }) => action) }
  }

  it('asks for JSON in words too, as OpenAI requires, and says so', () => {
    const { seen, actions } = sent('Be brief.', 'Name two towns.')
    expect(seen).toMatch(/Name two towns\..*JSON|JSON.*Name two towns\./)
    expect(actions).toEqual(['rewritten'])
  })

  it('stays as it is where the user names JSON', () => {
    const { seen, actions } = sent('Be brief.', 'Name two towns, as json.')
    expect(seen).not.toContain('JSON')
    expect(actions).toEqual([])
  })

  it('counts the instructions only where the provider does', () => {
    const { seen, actions } = sent('Answer in Json.', 'Name two towns.')
    expect(seen.includes('JSON')).toBe(to === 'openai-responses')
    expect(actions).toEqual(to === 'openai-responses' ? ['rewritten'] : [])
  })
})

it('JSON mode of a caller and a provider of one dialect passes unchanged', () => {
  const { body, losses } = exchange('openai-chat', 'openai-chat', {
    fields: IN_JSON_MODE['openai-chat']('Be brief.', 'Name two towns.'),
  })
  expect([JSON.stringify(body), losses]).toEqual([expect.not.stringContaining('JSON'), []])
})
