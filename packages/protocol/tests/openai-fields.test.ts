import { DIALECTS } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { exchange } from './in-each-dialect.ts'

const FIELDS = { prompt_cache_retention: '24h', safety_identifier: 'user-1', prompt_cache_key: 'k' }

describe.each([
  { from: 'openai-chat', to: 'openai-responses' },
  { from: 'openai-responses', to: 'openai-chat' },
] as const)('fields that both of OpenAI’s dialects have, from $from to $to', ({ from, to }) => {
  it('arrive at OpenAI', () => {
    const { body, losses } = exchange(from, to, { fields: FIELDS }, { quirks: { hasOpenaiFields: true } })
    expect(body).toMatchObject(FIELDS)
    expect(losses).toEqual([])
  })

  it.each(DIALECTS.filter((dialect) => !dialect.startsWith('openai-')))(
    'are named as lost if %s has none',
    (other) => {
      const { body, lost } = exchange(from, other, { fields: FIELDS })
      expect(Object.keys(body).filter((name) => name in FIELDS)).toEqual([])
      expect(lost.toSorted()).toEqual(Object.keys(FIELDS).toSorted())
    },
  )
})

it('fields that only OpenAI has are named as lost for a compatible server', () => {
  const { body, lost } = exchange('openai-responses', 'openai-chat', { fields: FIELDS })
  expect(body).not.toHaveProperty('safety_identifier')
  expect(lost.toSorted()).toEqual(['prompt_cache_retention', 'safety_identifier'])
})
