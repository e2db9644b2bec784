import { expect, it } from 'vitest'
import { FaultError } from '../canonical/faults.ts'
import { emptyUsage } from '../canonical/usage.ts'
import {
  countableModeration,
  passModerationResult,
  readModerationId,
  readModerationRequest,
} from './moderation.ts'

it.each([
  ['a text', 'one', ['one']],
  ['texts', ['one', 'two'], ['one', 'two']],
  [
    'a text and a picture',
    [
      { type: 'text', text: 'one' },
      { type: 'image_url', image_url: {} },
    ],
    ['one', ''],
  ],
])('reads %s', (_, input, texts) => {
  const request = readModerationRequest({ model: 'a/b', input })
  expect(request).toEqual({ model: 'a/b', texts })
  expect(countableModeration(request).texts).toEqual(request.texts)
})

it.each([{}, [], 5, [{ type: 'video' }]])('refuses %j as its input', (input) => {
  expect(() => readModerationRequest({ model: 'a/b', input })).toThrow(/^input/)
})

it('passes on the results unchanged, with our names', () => {
  const text = '{"id":"modr-up","model":"up","results":[{"flagged":false,"x":1.0}]}'
  expect(readModerationId(JSON.parse(text))).toBe('modr-up')
  const closing = { usage: { ...emptyUsage(), inputTokens: 3 }, costUsd: 0 }
  expect(passModerationResult(text, { id: 'modr-1', model: 'a/b' }, closing)).toBe(
    '{"id":"modr-1","model":"a/b","results":[{"flagged":false,"x":1.0}],"usage":{"prompt_tokens":3,"total_tokens":3,"cost":0}}',
  )
})

it.each(['text', {}, { error: { message: 'no' } }])('treats %j as a fault', (body) => {
  expect(() => readModerationId(body)).toThrow(FaultError)
})
