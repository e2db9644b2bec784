import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { adapt, CAPABILITIES, CLIENT_FACING, rewriteOwn } from '../src/index.ts'
import type { AdaptTarget, Quirks } from '../src/index.ts'

/** Reasoning of a provider of another dialect, as we put it into a field of the caller's own. */
const carried = (dialect: Dialect): string =>
  Buffer.from(JSON.stringify({ gptget: [{ dialect, kind: 'signature', value: 'c2ln' }] })).toString('base64')

/** Histories with reasoning of others in their second turn, and unknown fields around it. */
const BODIES: Record<Dialect, string> = {
  'openai-chat': `{"model": "m", "new_field": 1.10, "messages": [
    {"role": "user", "content": "q", "weight": 12345678901234567890},
    {"role": "assistant", "content": "a", "beside": 1, "reasoning_details":
      [{"type": "reasoning.text", "text": "t", "signature": "c2ln", "format": "anthropic-claude-v1"}]},
    {"role": "user", "content": "so?", "last": 1.0}]}`,
  'openai-responses': `{"model": "m", "new_field": 1.10, "input": [
    {"role": "user", "content": "q", "weight": 12345678901234567890},
    {"type": "reasoning", "summary": [], "encrypted_content": "${carried('gemini')}"},
    {"role": "assistant", "content": "a", "beside": 1},
    {"role": "user", "content": "so?", "last": 1.0}]}`,
  'anthropic-messages': `{"model": "m", "max_tokens": 9, "new_field": 1.10, "messages": [
    {"role": "user", "content": "q", "weight": 12345678901234567890},
    {"role": "assistant", "beside": 1, "content": [
      {"type": "redacted_thinking", "data": "${carried('gemini')}"}, {"type": "text", "text": "a"}]},
    {"role": "user", "content": "so?", "last": 1.0}]}`,
  gemini: `{"model": "m", "new_field": 1.10, "contents": [
    {"role": "user", "parts": [{"text": "q"}], "weight": 12345678901234567890},
    {"role": "model", "beside": 1, "parts": [
      {"text": "t", "thought": true, "thoughtSignature": "${carried('openai-chat')}"}, {"text": "a"}]},
    {"role": "user", "parts": [{"text": "so?"}], "last": 1.0}]}`,
}

const rewritten = (dialect: Dialect, sent: string, quirks: Quirks = {}) => {
  const target: AdaptTarget = { dialect, model: 'up', quirks }
  const parsed = CAPABILITIES[dialect].parsers.request(sent)
  const request = CLIENT_FACING[dialect].readRequest(parsed)
  const adapted = adapt(request, target)
  const { body, losses } = rewriteOwn(Buffer.from(sent), { request, adapted: adapted.request, target })
  return { text: body.toString(), losses: [...adapted.losses, ...losses].map(({ param }) => param) }
}

describe.each(DIALECTS)('a body of %s for a provider of the same dialect', (dialect) => {
  it('keeps every field and digit around removed signatures, and names fields that are lost with them', () => {
    const { text, losses } = rewritten(dialect, BODIES[dialect])
    expect(text).toContain('"new_field": 1.10')
    expect(text).toContain('"weight":12345678901234567890')
    expect(text).toContain('"last":1.0')
    expect(text).not.toMatch(/c2ln|eyJncHRnZXQiO/)
    expect(text).toContain('"a"')
    const { turnsField } = CAPABILITIES[dialect]
    const place = dialect === 'openai-responses' ? 2 : 1
    expect(losses).toEqual(['signed reasoning', `${turnsField}[${place}].beside`])
  })

  it('stays the same byte for byte if nothing has to change', () => {
    const plain = BODIES[dialect]
      .replaceAll(/carried|eyJ[\w=]+/g, 'c2ln')
      .replace('anthropic-claude-v1', 'unknown')
    const own = plain.replace(/,\s*"reasoning_details":[^\]]*\]/, '')
    expect(rewritten(dialect, own)).toMatchObject({ text: own })
  })
})

describe('a conversation whose tool calls come without their reasoning', () => {
  it('continues without thinking at a model that requires the reasoning, and keeps every other field', () => {
    const call = '{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}'
    const sent = `{"model": "m", "new_field": 1.10, "reasoning_effort": "high", "messages": [
      {"role": "user", "content": "q", "weight": 1.0}, {"role": "assistant", "beside": 1, "tool_calls": [${call}]},
      {"role": "tool", "tool_call_id": "c", "content": "r"}]}`
    const { text, losses } = rewritten('openai-chat', sent, {
      mustReplayThinking: true,
      hasThinkingSwitch: true,
    })
    expect(text).toContain('"new_field": 1.10')
    expect(text).toContain('"weight": 1.0')
    expect(text).toContain('"beside": 1')
    expect(JSON.parse(text)).toMatchObject({ thinking: { type: 'disabled' } })
    expect(JSON.parse(text)).not.toHaveProperty('reasoning_effort')
    expect(losses).toEqual(['reasoning_effort'])
  })
})
