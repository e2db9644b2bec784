import { describe, expect, it } from 'vitest'
import { run } from '../canonical/machine.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { UPSTREAM_FACING } from '../registry/dialects.ts'
import { PublicError } from '@gptget/errors'
import { completionRelay, countableCompletion, readCompletionRequest } from './index.ts'
import { estimateTokens } from '../canonical/estimate-tokens.ts'

const chunk = (text: string, finish: string | null = null) => ({
  data: JSON.stringify({
    id: 'cmpl-up',
    object: 'text_completion',
    created: 1,
    model: 'up',
    choices: [{ text, index: 0, logprobs: null, finish_reason: finish }],
  }),
})
const FRAMES = [chunk('Hel'), chunk('lo'), chunk('', 'length'), { data: '[DONE]' }]
const CLOSING = { usage: { ...emptyUsage(), inputTokens: 2, outputTokens: 3 }, costUsd: 0.25 }

describe('a legacy completion', () => {
  it.each([
    ['one text', 'a', 1, 1],
    ['texts', ['a', 'b'], 2, 2],
    ['token numbers', [5, 6, 7], 1, 3],
    ['lists of token numbers', [[5], [6, 7]], 2, 3],
    ['nothing', undefined, 1, 0],
  ])('may have %s as its prompt', (_, prompt, count, tokens) => {
    const request = readCompletionRequest({ model: 'a/b', prompt, n: 2, best_of: 3, max_tokens: 4 })
    expect(request).toMatchObject({ model: 'a/b', isStream: false, choices: 3, maxOutputTokens: 4 })
    expect(request.prompts).toHaveLength(count)
    expect(estimateTokens(countableCompletion(request))).toBe(tokens)
  })

  it.each(['prompt', 'max_tokens', 'n', 'stream', 'temperature'])(
    'with a wrong %s is refused by that name',
    (field) => {
      const read = () => readCompletionRequest({ model: 'a/b', prompt: 'a', [field]: {} })
      expect(read).toThrow(PublicError)
      expect(read).toThrow(field)
    },
  )

  it('is read as text, streamed or plain', () => {
    const { readStream, readResult } = UPSTREAM_FACING['openai-chat']
    const events = run(readStream, {}, FRAMES)
    const said = events.map((event) =>
      event.type === 'block-delta' && event.delta.kind === 'text' ? event.delta.text : '',
    )
    expect(said.join('')).toBe('Hello')
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'length', raw: 'length' })
    const whole = { ...(JSON.parse(chunk('Hello', 'stop').data) as object), usage: { prompt_tokens: 2 } }
    expect(readResult(whole)).toMatchObject({
      id: 'cmpl-up',
      blocks: [{ content: 'Hello' }],
      finish: { reason: 'stop' },
      usage: { inputTokens: 2 },
    })
  })

  it('is passed on under our names, with usage and cost in its last chunk', () => {
    const state = completionRelay.start({ id: 'cmpl-ours', model: 'a/b', wantsUsageChunk: false })
    const frames = FRAMES.flatMap((frame) => completionRelay.step(state, frame))
    frames.push(...completionRelay.end(state, CLOSING))
    expect(frames.at(-1)).toEqual({ data: '[DONE]' })
    const chunks = frames.slice(0, -1).map(({ data }) => JSON.parse(data) as Record<string, unknown>)
    expect(chunks.every(({ id, model }) => id === 'cmpl-ours' && model === 'a/b')).toBe(true)
    expect(chunks.filter(({ usage }) => usage)).toEqual([chunks.at(-1)])
    expect(chunks.at(-1)).toMatchObject({ usage: { prompt_tokens: 2, completion_tokens: 3, cost: 0.25 } })
  })
})
