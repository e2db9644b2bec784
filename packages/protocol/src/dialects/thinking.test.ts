import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt, type AdaptTarget } from '../adapt/adapt.ts'
import { refuseLosses } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'
import type { ThinkingSupport } from '../canonical/thinking.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { arrayOf, objectOf, type JsonObject } from '../json/object.ts'

type Setting = { effort?: string; budget?: number; isOff?: true }
type Ask = (setting: Setting) => JsonObject

const hi = [{ role: 'user', content: 'Hi' }]

/** How each dialect's callers say how hard to think. */
const ASKS: Record<Dialect, Ask> = {
  'openai-chat': ({ effort, budget, isOff }) => ({
    messages: hi,
    ...(budget === undefined ? { reasoning_effort: isOff ? 'none' : effort } : {}),
    ...(budget === undefined ? {} : { reasoning: { max_tokens: budget } }),
  }),
  'openai-responses': ({ effort, isOff }) => ({
    input: 'Hi',
    reasoning: { effort: isOff ? 'none' : effort },
  }),
  'anthropic-messages': ({ effort, budget, isOff }) => ({
    messages: hi,
    max_tokens: 64_000,
    ...(isOff ? { thinking: { type: 'disabled' } } : {}),
    ...(effort === undefined ? {} : { thinking: { type: 'adaptive' }, output_config: { effort } }),
    ...(budget === undefined ? {} : { thinking: { type: 'enabled', budget_tokens: budget } }),
  }),
  gemini: ({ effort, budget, isOff }) => ({
    contents: [{ parts: [{ text: 'Hi' }] }],
    generationConfig: {
      maxOutputTokens: 64_000,
      thinkingConfig: isOff ? { thinkingBudget: 0 } : { thinkingLevel: effort, thinkingBudget: budget },
    },
  }),
}

const read = (source: Dialect, body: JsonObject): ChatRequest =>
  CLIENT_FACING[source].readRequest({ model: 'm', ...body })

const written = (request: ChatRequest, more: Partial<AdaptTarget> & Pick<AdaptTarget, 'dialect'>) => {
  const target: AdaptTarget = { model: 'up', quirks: {}, maxOutputTokens: 64_000, ...more }
  const { request: adapted, losses } = adapt(request, target)
  return { body: UPSTREAM_FACING[target.dialect].writeRequest(adapted, target), losses }
}

const othersThan = (target: Dialect) => DIALECTS.filter((dialect) => dialect !== target)

const ADAPTIVE: ThinkingSupport = {
  mode: 'adaptive',
  efforts: ['low', 'medium', 'high', 'max'],
  canDisable: true,
}

describe.each(othersThan('anthropic-messages'))('a caller of %s', (source) => {
  const to = (setting: Setting, thinking: ThinkingSupport) =>
    written(read(source, ASKS[source](setting)), { dialect: 'anthropic-messages', thinking })

  it('sends an effort and no budget to a Claude model with adaptive thinking', () => {
    const { body, losses } = to({ effort: 'high' }, ADAPTIVE)
    expect(body).toMatchObject({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high' },
    })
    expect(body['thinking']).not.toHaveProperty('budget_tokens')
    expect(losses).toEqual([])
  })

  it('sends a budget to a Claude model with budgets', () => {
    const { body } = to({ effort: 'high' }, { mode: 'budget', minTokens: 1024, canDisable: true })
    expect(body['thinking']).toEqual({ type: 'enabled', budget_tokens: 16_384 })
    expect(body).not.toHaveProperty('output_config')
  })

  it('disables thinking of a Claude model, or uses the minimum if it cannot be disabled', () => {
    expect(to({ isOff: true }, ADAPTIVE).body).toMatchObject({ thinking: { type: 'disabled' } })
    const { body, losses } = to({ isOff: true }, { ...ADAPTIVE, canDisable: false })
    expect(body).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } })
    expect(losses.map(({ action }) => action)).toEqual(['rewritten'])
    expect(() => refuseLosses(losses)).toThrow('switch reasoning off')
  })
})

/** The same for a level and a short answer. */
const SHORT: Record<Dialect, (effort: string, limit: number) => JsonObject> = {
  'openai-chat': (effort, limit) => ({ ...ASKS['openai-chat']({ effort }), max_completion_tokens: limit }),
  'openai-responses': (effort, limit) => ({
    ...ASKS['openai-responses']({ effort }),
    max_output_tokens: limit,
  }),
  'anthropic-messages': (effort, limit) => ({ ...ASKS['anthropic-messages']({ effort }), max_tokens: limit }),
  gemini: (effort, limit) => ({
    ...ASKS.gemini({ effort }),
    generationConfig: { thinkingConfig: { thinkingLevel: effort }, maxOutputTokens: limit },
  }),
}

const BUDGETS: Partial<Record<Dialect, (body: JsonObject) => unknown>> = {
  'anthropic-messages': (body) => objectOf(body['thinking'])['budget_tokens'],
  gemini: (body) => objectOf(objectOf(body['generationConfig'])['thinkingConfig'])['thinkingBudget'],
}

describe.each(Object.entries(BUDGETS))(
  'a level of reasoning and a limit of the answer, at %s',
  (name, readBudget) => {
    const dialect = name as Dialect
    it.each(othersThan(dialect))(
      'leave a fifth of the limit for the answer itself, for a caller of %s',
      (source) => {
        const thinking: ThinkingSupport = {
          mode: 'budget',
          minTokens: 1024,
          maxTokens: 32_768,
          canDisable: true,
        }
        const to = (effort: string, limit: number) =>
          readBudget(written(read(source, SHORT[source](effort, limit)), { dialect, thinking }).body)
        expect([to('low', 2000), to('medium', 4000), to('high', 4000)]).toEqual([1600, 3200, 3200])
        expect([to('low', 32_000), to('medium', 32_000), to('high', 32_000)]).toEqual([2048, 8192, 16_384])
        expect(to('high', 1200)).toBe(1024)
      },
    )
  },
)

const budgetOf = (body: JsonObject) =>
  objectOf(objectOf(body['generationConfig'])['thinkingConfig'])['thinkingBudget']

describe('a budget outside a model’s range', () => {
  const PRO: ThinkingSupport = { mode: 'budget', minTokens: 128, maxTokens: 32_768, canDisable: false }
  const FLASH: ThinkingSupport = { mode: 'budget', minTokens: 1, maxTokens: 24_576, canDisable: true }

  it.each(['openai-chat', 'anthropic-messages'] as const)(
    'is moved into its range, and named, for %s',
    (source) => {
      const to = (setting: Setting, thinking: ThinkingSupport) =>
        written(read(source, ASKS[source](setting)), { dialect: 'gemini', thinking })
      for (const [budget, thinking, taken] of [
        [60_000, PRO, 32_768],
        [60, PRO, 128],
        [60_000, FLASH, 24_576],
      ] as const) {
        const { body, losses } = to({ budget }, thinking)
        expect(budgetOf(body)).toBe(taken)
        expect(losses[0]?.reason).toMatch(/reasons with \d+ to \d+ tokens/)
      }
      expect(to({ budget: 9000 }, PRO).losses).toEqual([])
    },
  )

  it.each(othersThan('gemini'))('is not derived from an effort, or from none, for %s', (source) => {
    const to = (setting: Setting, thinking: ThinkingSupport) =>
      budgetOf(written(read(source, ASKS[source](setting)), { dialect: 'gemini', thinking }).body)
    expect(to({ effort: 'max' }, FLASH)).toBe(24_576)
    expect(to({ isOff: true }, FLASH)).toBe(0)
    expect(to({ isOff: true }, PRO)).toBe(128)
  })
})

const effortOf = (dialect: Dialect, body: JsonObject): unknown => {
  if (dialect === 'openai-chat') return body['reasoning_effort']
  if (dialect === 'openai-responses') return objectOf(body['reasoning'])['effort']
  const level = objectOf(objectOf(body['generationConfig'])['thinkingConfig'])['thinkingLevel']
  return String(level).toLowerCase()
}

describe('a level that a model does not support', () => {
  const LEVELS: ThinkingSupport = { mode: 'effort', efforts: ['low', 'high'], canDisable: false }

  it.each(
    (['openai-chat', 'openai-responses', 'gemini'] as const).flatMap((target) =>
      othersThan(target).map((source) => [source, target] as const),
    ),
  )('becomes the closest supported one, and is named: %s to %s', (source, dialect) => {
    const to = (setting: Setting) =>
      written(read(source, ASKS[source](setting)), { dialect, thinking: LEVELS })
    const { body, losses } = to({ effort: 'medium' })
    expect([effortOf(dialect, body), losses.length]).toEqual(['low', 1])
    expect(effortOf(dialect, to({ isOff: true }).body)).toBe('low')
    expect([effortOf(dialect, to({ effort: 'high' }).body), to({ effort: 'high' }).losses]).toEqual([
      'high',
      [],
    ])
  })
})

describe.each(DIALECTS)('a setting of reasoning effort, for %s', (dialect) => {
  const others = othersThan(dialect)

  it.each(others)('is dropped and named as lost if the model never or always thinks: from %s', (source) => {
    for (const mode of ['none', 'fixed'] as const) {
      const { body, losses } = written(read(source, ASKS[source]({ effort: 'high' })), {
        dialect,
        thinking: { mode },
      })
      expect(JSON.stringify(body)).not.toMatch(/high|budget|adaptive|enabled/i)
      expect(losses.map(({ action }) => action)).toEqual(['dropped'])
    }
  })
})

const CALL = { name: 'f', json: '{"a":1}' }

/** A conversation in the middle of a tool loop, with the thoughts that led to the call or without them. */
const LOOPS: Record<Dialect, (thought: string | null) => JsonObject> = {
  'openai-chat': (thought) => ({
    messages: [
      ...hi,
      {
        role: 'assistant',
        content: null,
        ...(thought === null ? {} : { reasoning_content: thought }),
        tool_calls: ['c1', 'c2'].map((id) => ({
          id,
          type: 'function',
          function: { name: CALL.name, arguments: CALL.json },
        })),
      },
      { role: 'tool', tool_call_id: 'c1', content: 'r1' },
      { role: 'tool', tool_call_id: 'c2', content: 'r2' },
    ],
  }),
  'openai-responses': (thought) => ({
    input: [
      { role: 'user', content: 'Hi' },
      ...(thought === null
        ? []
        : [{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: thought }] }]),
      ...['c1', 'c2'].map((call_id) => ({
        type: 'function_call',
        call_id,
        name: CALL.name,
        arguments: CALL.json,
      })),
      ...['c1', 'c2'].map((call_id) => ({ type: 'function_call_output', call_id, output: 'r' })),
    ],
  }),
  'anthropic-messages': (thought) => ({
    max_tokens: 9000,
    messages: [
      ...hi,
      {
        role: 'assistant',
        content: [
          ...(thought === null ? [] : [{ type: 'thinking', thinking: thought, signature: 'sig' }]),
          ...['c1', 'c2'].map((id) => ({ type: 'tool_use', id, name: CALL.name, input: { a: 1 } })),
        ],
      },
      {
        role: 'user',
        content: ['c1', 'c2'].map((tool_use_id) => ({ type: 'tool_result', tool_use_id, content: 'r' })),
      },
    ],
  }),
  gemini: (thought) => ({
    contents: [
      { role: 'user', parts: [{ text: 'Hi' }] },
      {
        role: 'model',
        parts: [
          ...(thought === null ? [] : [{ text: thought, thought: true }]),
          ...['c1', 'c2'].map((id) => ({ functionCall: { id, name: CALL.name, args: { a: 1 } } })),
        ],
      },
      {
        role: 'user',
        parts: ['c1', 'c2'].map((id) => ({
          functionResponse: { id, name: CALL.name, response: { output: 'r' } },
        })),
      },
    ],
  }),
}

describe('calls of another model in the history', () => {
  it.each(othersThan('gemini'))(
    'get Google’s documented placeholder signature if the model requires one: %s',
    (source) => {
      const request = read(source, LOOPS[source](null))
      const signaturesOf = (requiresThoughtSignature?: boolean) => {
        const { body } = written(request, { dialect: 'gemini', requiresThoughtSignature })
        const parts = arrayOf(body['contents']).flatMap((content) => arrayOf(objectOf(content)['parts']))
        return parts.map(objectOf).flatMap((part) => (part['functionCall'] ? [part['thoughtSignature']] : []))
      }
      // Of parallel calls only the first is signed.
      expect(signaturesOf(true)).toEqual(['skip_thought_signature_validator', undefined])
      expect(signaturesOf()).toEqual([undefined, undefined])
    },
  )
})

describe.each(DIALECTS)('a tool loop of %s with a model that requires its thoughts', (source) => {
  const dialect = 'openai-chat'
  const quirks = {
    thinkingField: 'reasoning_content',
    hasThinkingSwitch: true,
    mustReplayThinking: true,
  } as const
  const thinking: ThinkingSupport = { mode: 'effort', efforts: ['low', 'high', 'max'], canDisable: true }

  it('continues without thinking, and names the loss, if the thoughts are missing', () => {
    for (const more of [{ thinking }, {}, { thinking: { mode: 'toggle' } as const }]) {
      const { body, losses } = written(read(source, LOOPS[source](null)), { dialect, quirks, ...more })
      expect(body['thinking']).toEqual({ type: 'disabled' })
      expect(body).not.toHaveProperty('reasoning_effort')
      expect(losses.some(({ reason }) => reason.includes('without their reasoning'))).toBe(true)
    }
  })

  it('sends them if they are present', () => {
    const { body, losses } = written(read(source, LOOPS[source]('I wonder')), { dialect, quirks, thinking })
    expect(arrayOf(body['messages'])[1]).toMatchObject({ reasoning_content: 'I wonder' })
    expect(body).not.toHaveProperty('thinking')
    expect(losses.some(({ reason }) => reason.includes('without their reasoning'))).toBe(false)
  })

  it('is unchanged if the model never thinks, or always thinks', () => {
    for (const support of [
      { mode: 'none' },
      { mode: 'fixed' },
      { ...thinking, canDisable: false },
    ] as const) {
      const { body } = written(read(source, LOOPS[source](null)), { dialect, quirks, thinking: support })
      expect(body).not.toHaveProperty('thinking')
    }
  })
})

const chat = (body: JsonObject) => read('openai-chat', { messages: hi, ...body })

describe('DeepSeek’s switch', () => {
  it('is read, and passed on to servers that have it', () => {
    const quirks = { hasThinkingSwitch: true }
    const toggle: ThinkingSupport = { mode: 'toggle' }
    const from = (source: Dialect, setting: Setting) =>
      written(read(source, ASKS[source](setting)), { dialect: 'openai-chat', quirks, thinking: toggle }).body
    for (const source of othersThan('openai-chat')) {
      expect(from(source, { isOff: true })['thinking']).toEqual({ type: 'disabled' })
      expect(from(source, { effort: 'high' })).toMatchObject({ thinking: { type: 'enabled' } })
      expect(from(source, { effort: 'high' })).not.toHaveProperty('reasoning_effort')
    }
    expect(chat({ thinking: { type: 'disabled' } }).reasoning).toEqual({ effort: 'none' })
    expect(chat({ thinking: { type: 'enabled' } }).reasoning).toEqual({ isAdaptive: true })
    expect(chat({ thinking: { type: 'enabled', budget_tokens: 2000 } }).reasoning).toEqual({
      budgetTokens: 2000,
    })
  })
})
