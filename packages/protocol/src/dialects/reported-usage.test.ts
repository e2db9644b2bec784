import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { run } from '../canonical/machine.ts'
import { classesOf, totalInputTokens, totalOutputTokens, type Usage } from '../canonical/usage.ts'
import type { Frame } from '../wire/sse.ts'
import { RELAYS, UPSTREAM_FACING } from '../registry/dialects.ts'
import { parseJson } from '../json/object.ts'
import { newestReport } from './reported-counts.ts'

/** How each dialect reports input, cached input and output, first along the way and then at the end of a stream. */
type Report = { input: unknown; cached: unknown; output: unknown }

const STREAMS: Record<Dialect, (first: Report, last: Report) => object[]> = {
  'openai-chat': (first, last) => [
    { id: 'a', choices: [{ index: 0, delta: { content: 'Hi' } }], usage: chatUsage(first) },
    { id: 'a', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: chatUsage(last) },
  ],
  'openai-responses': (_first, last) => [
    { type: 'response.created', response: { id: 'a' } },
    { type: 'response.output_text.delta', output_index: 0, delta: 'Hi' },
    {
      type: 'response.completed',
      response: {
        status: 'completed',
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }],
        usage: {
          input_tokens: last.input,
          output_tokens: last.output,
          input_tokens_details: { cached_tokens: last.cached },
        },
      },
    },
  ],
  'anthropic-messages': (first, last) => [
    { type: 'message_start', message: { id: 'a', usage: anthropicUsage(first) } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: anthropicUsage(last) },
    { type: 'message_stop' },
  ],
  gemini: (first, last) => [
    { candidates: [{ content: { parts: [{ text: 'Hi' }] } }], usageMetadata: geminiUsage(first) },
    { candidates: [{ finishReason: 'STOP' }], usageMetadata: geminiUsage(last) },
  ],
}

const chatUsage = ({ input, cached, output }: Report) => ({
  prompt_tokens: input,
  completion_tokens: output,
  prompt_tokens_details: { cached_tokens: cached },
})
const anthropicUsage = ({ input, cached, output }: Report) => ({
  input_tokens: input,
  cache_read_input_tokens: cached,
  output_tokens: output,
})
const geminiUsage = ({ input, cached, output }: Report) => ({
  promptTokenCount: input,
  cachedContentTokenCount: cached,
  candidatesTokenCount: output,
})

const framesOf = (dialect: Dialect, first: Report, last: Report): Frame[] =>
  STREAMS[dialect](first, last).map((body) => ({ data: JSON.stringify(body) }))

const lastUsage = (dialect: Dialect, first: Report, last: Report): Usage => {
  const events = run(UPSTREAM_FACING[dialect].readStream, {}, framesOf(dialect, first, last))
  return events.findLast((event) => event.type === 'usage')!.usage
}

/** Anthropic counts cached tokens beside the input, all others within it. */
const plainInput = (dialect: Dialect) => (dialect === 'anthropic-messages' ? 1100 : 700)

describe.each(DIALECTS.filter((dialect) => dialect !== 'openai-responses'))(
  'cumulative usage of %s',
  (dialect) => {
    it.each([
      ['zero', { input: 0, cached: 0, output: 50 }],
      ['null', { input: null, cached: null, output: 50 }],
      ['nothing', { input: undefined, cached: undefined, output: 50 }],
    ])('keeps counts that a later report has as %s', (_, last) => {
      const usage = lastUsage(dialect, { input: 1100, cached: 400, output: 1 }, last)
      expect(usage).toMatchObject({
        inputTokens: plainInput(dialect),
        cacheReadTokens: 400,
        outputTokens: 50,
        isEstimated: false,
      })
    })

    it('uses the newest of different counts', () => {
      const usage = lastUsage(
        dialect,
        { input: 90, cached: 0, output: 1 },
        { input: 100, cached: 20, output: 9 },
      )
      expect([totalOutputTokens(usage), usage.cacheReadTokens]).toEqual([9, 20])
    })
  },
)

const ABSURD = [-1, -1e300, 1e300, 2 ** 60, 1e9 + 1, 'many', '-5', true, [], {}]

describe.each(DIALECTS)('impossible usage of %s', (dialect) => {
  const sound: Report = { input: 100, cached: 40, output: 50 }

  it.each(['input', 'cached', 'output'] as const)(
    'treats an impossible %s count as missing, and marks the usage as estimated',
    (field) => {
      for (const count of ABSURD) {
        const report = { ...sound, [field]: count }
        const usage = lastUsage(dialect, report, report)
        expect([count, usage.isEstimated]).toEqual([count, true])
      }
      expect(lastUsage(dialect, sound, sound).isEstimated).toBe(false)
    },
  )

  it('never results in a negative, fractional or impossibly large number of tokens', () => {
    const count = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.string(), fc.constant(null), fc.nat(2000))
    const report = fc.record({ input: count, cached: count, output: count })
    fc.assert(
      fc.property(report, report, (first, last) => {
        for (const event of run(UPSTREAM_FACING[dialect].readStream, {}, framesOf(dialect, first, last))) {
          if (event.type !== 'usage') continue
          for (const tokens of Object.values(classesOf(event.usage)))
            expect(Number.isInteger(tokens) && tokens >= 0 && tokens <= 2e9).toBe(true)
          expect(Number.isSafeInteger(totalInputTokens(event.usage))).toBe(true)
        }
      }),
    )
  })

  it('is replaced by our usage for a caller of the same dialect', () => {
    const absurd = { input: 2 ** 60, cached: 1, output: 3 }
    const frames = framesOf(dialect, sound, absurd)
    const usage = { ...lastUsage(dialect, sound, absurd), isEstimated: true }
    const relay = RELAYS[dialect]
    const state = relay.start({ id: 'a', model: 'm', wantsUsageChunk: false })
    const out = [
      ...frames.flatMap((frame) => relay.step(state, frame)),
      ...relay.end(state, { usage, costUsd: 0.5 }),
    ]
    expect(out.map(({ data }) => data).join('\n')).not.toContain(String(2 ** 60))
    expect(out.some(({ data }) => JSON.stringify(parseJson(data)).includes('"cost":0.5'))).toBe(true)
  })
})

describe('the combination of two reports', () => {
  it('keeps fields that the later one omits, at every depth', () => {
    const before = { a: 1, details: { b: 2, c: 3 }, list: [1] }
    expect(newestReport(before, { a: 0, details: { b: null, c: 4 }, list: [], d: 5 })).toEqual({
      a: 1,
      details: { b: 2, c: 4 },
      list: [1],
      d: 5,
    })
    expect(before).toEqual({ a: 1, details: { b: 2, c: 3 }, list: [1] })
  })
})
