import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { refuseLosses, type Loss } from '../canonical/losses.ts'
import type { JsonObject } from '../json/object.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { adapt } from './adapt.ts'
import { rewriteOwn } from './rewrite-own.ts'

/*
 * Kinds of content that a later version of a dialect may have, at each place that holds content. A provider of that
 * dialect may know them: they reach it also in a turn that is written anew, because another provider signed it. Any
 * other is told of them, or the request is refused, naming the place.
 */

const KIND = 'newer_kind'

const part = { type: KIND, [KIND]: { note: 'kept' } }

/** A signature of another provider, as it is kept in a client's field. */
const foreign = (dialect: Dialect): string =>
  Buffer.from(JSON.stringify({ gptget: [{ dialect, kind: 'signature', value: 'c2ln' }] })).toString('base64')

const detail = { type: 'reasoning.text', text: 't', signature: 'c2ln', format: 'anthropic-claude-v1' }
const item = { type: 'reasoning', id: 'rs_0', summary: [], encrypted_content: foreign('gemini') }
const block = { type: 'redacted_thinking', data: foreign('gemini') }
const thought = { text: 't', thought: true, thoughtSignature: foreign('anthropic-messages') }

const hi = { role: 'user', content: 'Hi' }
const hello = { role: 'user', parts: [{ text: 'Hi' }] }
const call = { id: 'c1', type: 'function', function: { name: 'lookup', arguments: '{}' } }
const use = { type: 'tool_use', id: 'c1', name: 'lookup', input: {} }

/** By dialect, bodies with an unknown kind of content, and where a loss or refusal says it is. */
const CASES: { from: Dialect; where: string; named: RegExp; body: JsonObject }[] = [
  {
    from: 'openai-chat',
    where: 'an answer',
    named: /^messages\[1\]/,
    body: {
      messages: [hi, { role: 'assistant', content: [part], reasoning_details: [detail] }, hi],
    },
  },
  {
    from: 'openai-chat',
    where: 'the calls of an answer',
    named: /^messages\[1\]/,
    body: {
      messages: [
        hi,
        {
          role: 'assistant',
          content: 'Hi',
          tool_calls: [{ id: 'c0', ...part }],
          reasoning_details: [detail],
        },
        hi,
      ],
    },
  },
  {
    from: 'openai-chat',
    where: 'a question',
    named: /^messages\[0\]/,
    body: { messages: [{ role: 'user', content: [part] }] },
  },
  {
    from: 'openai-chat',
    where: 'the first instructions',
    named: /^messages\[0\]/,
    body: { messages: [{ role: 'system', content: [part] }, hi] },
  },
  {
    from: 'openai-chat',
    where: 'later instructions',
    named: /^messages\[1\]/,
    body: { messages: [hi, { role: 'developer', content: [part] }, hi] },
  },
  {
    from: 'openai-chat',
    where: 'the result of a tool',
    named: /^messages\[2\]/,
    body: {
      messages: [
        hi,
        { role: 'assistant', content: null, tool_calls: [call], reasoning_details: [detail] },
        { role: 'tool', tool_call_id: 'c1', content: [part] },
      ],
    },
  },
  {
    from: 'openai-chat',
    where: 'the tools',
    named: /^tools\[0\]/,
    body: { messages: [hi], tools: [part] },
  },
  {
    from: 'openai-chat',
    where: 'the format of the answer',
    named: /^response_format/,
    body: { messages: [hi], response_format: part },
  },
  {
    from: 'openai-chat',
    where: 'the choice of a tool',
    named: /^tool_choice/,
    body: { messages: [hi], tools: [{ type: 'function', function: { name: 'lookup' } }], tool_choice: part },
  },
  {
    from: 'openai-responses',
    where: 'an answer',
    named: /^input\[1\]/,
    body: { input: [hi, item, { type: 'message', role: 'assistant', content: [part] }, hi] },
  },
  {
    from: 'openai-responses',
    where: 'a question',
    named: /^input\[0\]/,
    body: { input: [{ role: 'user', content: [part] }] },
  },
  {
    from: 'openai-responses',
    where: 'instructions',
    named: /^input\[0\]/,
    body: { input: [{ role: 'developer', content: [part] }, hi] },
  },
  {
    from: 'openai-responses',
    where: 'the output of a function',
    named: /^input\[3\]/,
    body: {
      input: [
        hi,
        item,
        { type: 'function_call', call_id: 'c1', name: 'lookup', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: [part] },
      ],
    },
  },
  {
    from: 'openai-responses',
    where: 'the items of an answer',
    named: /^input\[1\]/,
    body: { input: [hi, item, part, hi] },
  },
  {
    from: 'openai-responses',
    where: 'the tools',
    named: /^tools\[0\]/,
    body: { input: 'Hi', tools: [part] },
  },
  {
    from: 'openai-responses',
    where: 'the format of the answer',
    named: /^text\.format/,
    body: { input: 'Hi', text: { format: part } },
  },
  {
    from: 'anthropic-messages',
    where: 'an answer',
    named: /^messages\[1\]/,
    body: { max_tokens: 99, messages: [hi, { role: 'assistant', content: [block, part] }, hi] },
  },
  {
    from: 'anthropic-messages',
    where: 'a question',
    named: /^messages\[0\]/,
    body: { max_tokens: 99, messages: [{ role: 'user', content: [part] }] },
  },
  {
    from: 'anthropic-messages',
    where: 'the result of a tool',
    named: /^messages\[2\]/,
    body: {
      max_tokens: 99,
      messages: [
        hi,
        { role: 'assistant', content: [block, use] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: [part] }] },
      ],
    },
  },
  {
    from: 'anthropic-messages',
    where: 'the source of a picture',
    named: /^messages\[0\]/,
    body: {
      max_tokens: 99,
      messages: [{ role: 'user', content: [{ type: 'image', source: part }] }],
    },
  },
  {
    from: 'anthropic-messages',
    where: 'the instructions',
    named: /^system\[0\]/,
    body: { max_tokens: 99, messages: [hi], system: [part] },
  },
  {
    from: 'anthropic-messages',
    where: 'the tools',
    named: /^tools\[0\]/,
    body: { max_tokens: 99, messages: [hi], tools: [{ name: 'x', ...part }] },
  },
  {
    from: 'anthropic-messages',
    where: 'the format of the answer',
    named: /^output_config\.format/,
    body: { max_tokens: 99, messages: [hi], output_config: { format: part } },
  },
  {
    from: 'anthropic-messages',
    where: 'the choice of a tool',
    named: /^tool_choice/,
    body: {
      max_tokens: 99,
      messages: [hi],
      tools: [{ name: 'lookup', input_schema: { type: 'object' } }],
      tool_choice: part,
    },
  },
  {
    from: 'gemini',
    where: 'an answer',
    named: /^contents\[1\]/,
    body: { contents: [hello, { role: 'model', parts: [thought, { newerKind: part }] }, hello] },
  },
  {
    from: 'gemini',
    where: 'a question',
    named: /^contents\[0\]/,
    body: { contents: [{ role: 'user', parts: [{ newerKind: part }] }] },
  },
  {
    from: 'gemini',
    where: 'the instructions',
    named: /^systemInstruction\.parts\[0\]/,
    body: { contents: [hello], systemInstruction: { parts: [{ newerKind: part }] } },
  },
  {
    from: 'gemini',
    where: 'the tools',
    named: /^tools\[0\]/,
    body: { contents: [hello], tools: [{ newerKind: part }] },
  },
]

const TARGET = { model: 'up', quirks: { hasEffortLevels: true, hasOpenaiFields: true } }

type Sent = { body: string; losses: Loss[] }

const send = (from: Dialect, to: Dialect, given: JsonObject): Sent => {
  const body = { model: 'x/y', ...structuredClone(given) }
  const target = { ...TARGET, dialect: to }
  const request = CLIENT_FACING[from].readRequest(structuredClone(body))
  const { request: adapted, losses } = adapt(request, target)
  if (from !== to) return { body: JSON.stringify(UPSTREAM_FACING[to].writeRequest(adapted, target)), losses }
  const kept = rewriteOwn(Buffer.from(JSON.stringify(body)), { request, adapted, target })
  return { body: kept.body.toString(), losses: [...losses, ...kept.losses] }
}

/** The fields that losses, or a refusal, name. */
const namedBy = (attempt: () => Sent): string[] => {
  try {
    return attempt().losses.map(({ param }) => param)
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    const losses = (error.details.metadata?.['losses'] ?? []) as Loss[]
    return [error.details.param ?? '', ...losses.map(({ param }) => param)]
  }
}

describe.each(CASES)('an unknown kind of content in $where of $from', ({ from, named, body }) => {
  it('reaches a provider of its own dialect unchanged, also in a turn that is written anew', () => {
    const { body: sent } = send(from, from, body)
    expect(sent).toContain(JSON.stringify(part).slice(1, -1))
    expect(sent).not.toContain('c2ln')
  })

  it.each(DIALECTS.filter((to) => to !== from))('is named for %s, and refused under strict', (to) => {
    expect(namedBy(() => send(from, to, body))).toContainEqual(expect.stringMatching(named))
    const strictly = (): Sent => {
      const sent = send(from, to, body)
      refuseLosses(sent.losses)
      return { ...sent, losses: [] }
    }
    expect(namedBy(strictly)).toContainEqual(expect.stringMatching(named))
  })
})

const WORD = 'newer_word'
const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: WORD } }
const inputImage = { type: 'input_image', image_url: 'https://example.com/a.png', detail: WORD }
const marked = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: WORD } }

/** Fields that take one of a few words. `carried`: other dialects that have the same field. */
const WORDS: { from: Dialect; named: string; body: JsonObject; carried?: Dialect[] }[] = [
  { from: 'openai-chat', named: 'reasoning_effort', body: { messages: [hi], reasoning_effort: WORD } },
  { from: 'openai-chat', named: 'reasoning.effort', body: { messages: [hi], reasoning: { effort: WORD } } },
  {
    from: 'openai-chat',
    named: 'verbosity',
    body: { messages: [hi], verbosity: WORD },
    carried: ['openai-responses'],
  },
  {
    from: 'openai-chat',
    named: 'service_tier',
    body: { messages: [hi], service_tier: WORD },
    carried: ['openai-responses'],
  },
  {
    from: 'openai-chat',
    named: 'messages.content.image_url.detail',
    body: { messages: [{ role: 'user', content: [image] }] },
    carried: ['openai-responses'],
  },
  { from: 'openai-responses', named: 'reasoning.effort', body: { input: 'Hi', reasoning: { effort: WORD } } },
  {
    from: 'openai-responses',
    named: 'text.verbosity',
    body: { input: 'Hi', text: { verbosity: WORD } },
    carried: ['openai-chat'],
  },
  {
    from: 'openai-responses',
    named: 'service_tier',
    body: { input: 'Hi', service_tier: WORD },
    carried: ['openai-chat'],
  },
  {
    from: 'openai-responses',
    named: 'input.content.detail',
    body: { input: [{ role: 'user', content: [inputImage] }] },
    carried: ['openai-chat'],
  },
  {
    from: 'anthropic-messages',
    named: 'output_config.effort',
    body: { max_tokens: 99, messages: [hi], output_config: { effort: WORD } },
  },
  {
    from: 'anthropic-messages',
    named: 'service_tier',
    body: { max_tokens: 99, messages: [hi], service_tier: WORD },
  },
  {
    from: 'anthropic-messages',
    named: 'messages[0].content[0].cache_control.ttl',
    body: { max_tokens: 99, messages: [{ role: 'user', content: [marked] }] },
  },
  {
    from: 'gemini',
    named: 'generationConfig.thinkingConfig.thinkingLevel',
    body: { contents: [hello], generationConfig: { thinkingConfig: { thinkingLevel: WORD } } },
  },
  {
    from: 'gemini',
    named: 'generationConfig.responseMimeType',
    body: { contents: [hello], generationConfig: { responseMimeType: WORD } },
  },
]

describe.each(WORDS)('an unknown word as $named of $from', ({ from, named, body, carried = [] }) => {
  it('reaches a provider of its own dialect', () => {
    const { body: sent, losses } = send(from, from, body)
    expect(sent).toContain(WORD)
    expect(losses).toEqual([])
  })

  it.each(DIALECTS.filter((to) => to !== from))('reaches %s if that has the field, else is named', (to) => {
    const { body: sent, losses } = send(from, to, body)
    const isCarried = carried.includes(to)
    expect(sent.includes(WORD)).toBe(isCarried)
    expect(losses.some(({ param }) => param === named)).toBe(!isCarried)
  })
})

describe('an effort that is not known', () => {
  it.each(WORDS.filter(({ named }) => named.endsWith('effort')))(
    'as $named of $from asks for no reasoning',
    ({ from, body }) => {
      expect(CLIENT_FACING[from].readRequest({ model: 'x/y', ...body }).reasoning).toBeUndefined()
    },
  )
})
