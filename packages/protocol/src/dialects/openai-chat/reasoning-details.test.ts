import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import type { ChatEvent, Signature } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import { run } from '../../canonical/machine.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../../registry/dialects.ts'
import { arrayOf, objectOf, type JsonObject } from '../../json/object.ts'

type Kind = { upstream: Dialect; signature: Signature; isOnCall?: true; details: JsonObject[] }

/**
 * How OpenRouter writes the reasoning of each provider (its documentation, "Reasoning Tokens"; @openrouter/sdk 1.3.19).
 */
const KINDS: Record<string, Kind> = {
  'Claude’s signed thinking': {
    upstream: 'anthropic-messages',
    signature: { dialect: 'anthropic-messages', kind: 'signature', value: 'c2ln' },
    details: [
      { type: 'reasoning.text', text: 'I think', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 },
    ],
  },
  'Claude’s redacted thinking': {
    upstream: 'anthropic-messages',
    signature: { dialect: 'anthropic-messages', kind: 'redacted', value: 'cmVk' },
    details: [
      { type: 'reasoning.text', text: 'I think', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'cmVk', format: 'anthropic-claude-v1', index: 0 },
    ],
  },
  'OpenAI’s encrypted reasoning': {
    upstream: 'openai-responses',
    signature: { dialect: 'openai-responses', kind: 'encrypted', value: 'ZW5j', id: 'rs_1' },
    details: [
      { type: 'reasoning.summary', summary: 'I think', format: 'openai-responses-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'ZW5j', id: 'rs_1', format: 'openai-responses-v1', index: 0 },
    ],
  },
  'Gemini’s signed thoughts': {
    upstream: 'gemini',
    signature: { dialect: 'gemini', kind: 'signature', value: 'dGhv' },
    details: [
      { type: 'reasoning.text', text: 'I think', format: 'google-gemini-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'dGhv', format: 'google-gemini-v1', index: 0 },
    ],
  },
  'Gemini’s signed call': {
    upstream: 'gemini',
    signature: { dialect: 'gemini', kind: 'signature', value: 'dGhv' },
    isOnCall: true,
    details: [
      { type: 'reasoning.text', text: 'I think', format: 'google-gemini-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'dGhv', id: 'call_1', format: 'google-gemini-v1', index: 1 },
    ],
  },
}

const eventsOf = ({ signature, isOnCall }: Kind): ChatEvent[] => {
  const signed = (index: number): ChatEvent[] => [{ type: 'block-signature', index, signature }]
  return [
    { type: 'start' },
    { type: 'block-open', index: 0, block: { kind: 'thinking' } },
    { type: 'block-delta', index: 0, delta: { kind: 'thinking', text: 'I ' } },
    { type: 'block-delta', index: 0, delta: { kind: 'thinking', text: 'think' } },
    ...(isOnCall ? [] : signed(0)),
    { type: 'block-close', index: 0 },
    { type: 'block-open', index: 1, block: { kind: 'tool-call', id: 'call_1', name: 'look' } },
    ...(isOnCall ? signed(1) : []),
    { type: 'block-delta', index: 1, delta: { kind: 'arguments', json: '{"a":1}' } },
    { type: 'block-close', index: 1 },
    { type: 'usage', usage: emptyUsage() },
    { type: 'finish', reason: 'tool-calls' },
  ]
}

const contextOf = ({ upstream }: Kind): AnswerContext => ({
  id: 'chatcmpl-1',
  model: 'provider/model',
  createdAtSeconds: 1,
  provider: 'theirs',
  upstream,
})

const { writeResult, writeStream, readRequest } = CLIENT_FACING['openai-chat']

const messageOf = (kind: Kind): JsonObject => {
  const answer = objectOf(writeResult(fold(eventsOf(kind)), contextOf(kind)))
  return objectOf(objectOf(arrayOf(answer['choices'])[0])['message'])
}

/** OpenRouter has no place for signatures but `reasoning_details`. */
const withoutExtras = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'extra_content' ? undefined : value)))

const deltasOf = (kind: Kind): JsonObject[] =>
  run(writeStream, contextOf(kind), eventsOf(kind))
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => objectOf(objectOf(arrayOf(objectOf(JSON.parse(data))['choices'])[0])['delta']))

/** As clients put the pieces of a stream together: by index and type, text appended. */
const gathered = (deltas: JsonObject[]): JsonObject[] => {
  const entries = new Map<string, JsonObject>()
  for (const detail of deltas.flatMap((delta) => arrayOf(delta['reasoning_details']).map(objectOf))) {
    const { whole_text: _whole, ...known } = detail
    const key = `${String(detail['type'])} ${String(detail['index'])}`
    const before = entries.get(key) ?? {}
    const text = (field: string) =>
      field in detail || field in before
        ? {
            [field]: `${(before[field] as string | undefined) ?? ''}${(detail[field] as string | undefined) ?? ''}`,
          }
        : {}
    entries.set(key, { ...before, ...known, ...text('text'), ...text('summary') })
  }
  return [...entries.values()]
}

/** The reasoning of an answer in the next request. */
const REPLAYED: Record<string, (kind: Kind) => JsonObject> = {
  whole: (kind) => ({ reasoning_details: messageOf(kind)['reasoning_details'] }),
  streamed: (kind) => ({ reasoning_details: gathered(deltasOf(kind)) }),
  'whole, by LiteLLM': (kind) => {
    const { reasoning, reasoning_content, reasoning_details } = messageOf(kind)
    return { reasoning_content, provider_specific_fields: { reasoning, reasoning_details } }
  },
}

describe.each(Object.entries(KINDS))('%s in Chat Completions', (_name, kind) => {
  it('is written in OpenRouter’s format, and in both plain fields', () => {
    const message = messageOf(kind)
    expect(message['reasoning_details']).toEqual(kind.details)
    expect([message['reasoning'], message['reasoning_content']]).toEqual(['I think', 'I think'])
  })

  it('is streamed in pieces that add up to the same entries', () => {
    const deltas = deltasOf(kind)
    expect(gathered(deltas)).toEqual(kind.details)
    expect(deltas.map(({ reasoning }) => reasoning ?? '').join('')).toBe('I think')
  })

  it.each(Object.keys(REPLAYED))('returns to the provider that signed it (%s)', (how) => {
    const whole = messageOf(kind)
    const calls = withoutExtras(whole['tool_calls'])
    const request = readRequest({
      model: 'm',
      messages: [
        { role: 'user', content: 'Look.' },
        { role: 'assistant', content: null, ...REPLAYED[how]!(kind), tool_calls: calls },
        { role: 'tool', tool_call_id: 'call_1', content: 'Seen.' },
      ],
    })
    const parts = request.turns.find(({ role }) => role === 'assistant')!.parts
    const signed = parts.filter((part) => 'signatures' in part && (part.signatures ?? []).length > 0)
    expect(signed).toMatchObject([
      { type: kind.isOnCall ? 'tool-call' : 'thinking', signatures: [kind.signature] },
    ])
    expect(parts.find(({ type }) => type === 'thinking')).toMatchObject({ text: 'I think' })
  })

  if (!kind.isOnCall)
    it('is returned completely by a client that keeps only the last piece of a stream', () => {
      const last = deltasOf(kind).findLast((delta) => arrayOf(delta['reasoning_details']).length > 0)
      const request = readRequest({
        model: 'm',
        messages: [
          { role: 'user', content: 'Look.' },
          { role: 'assistant', content: 'Seen.', reasoning: 'think', ...last, tool_calls: undefined },
        ],
      })
      const thinking = request.turns.at(-1)!.parts.find(({ type }) => type === 'thinking')
      expect(thinking).toMatchObject({ text: 'I think', signatures: [{ value: kind.signature.value }] })
    })

  it('is read from a provider that writes this format', () => {
    const { blocks } = UPSTREAM_FACING['openai-chat'].readResult(
      withoutExtras(writeResult(fold(eventsOf(kind)), contextOf(kind))),
    )
    const signed = blocks.filter(({ signatures }) => signatures.length > 0)
    expect(signed).toMatchObject([
      { block: { kind: kind.isOnCall ? 'tool-call' : 'thinking' }, signatures: [kind.signature] },
    ])
  })
})
