import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import {
  adapt,
  CLIENT_FACING,
  emptyUsage,
  explode,
  fold,
  run,
  stopAt,
  stoppedAt,
  UPSTREAM_FACING,
} from '../src/index.ts'
import type { AdaptTarget, ChatEvent } from '../src/index.ts'
import { FOREIGN_PAIRS } from './in-each-dialect.ts'

type Json = Record<string, unknown>
const SIX = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']

const BODIES: Partial<Record<Dialect, (stops: string[]) => Json>> = {
  'openai-chat': (stop) => ({ messages: [{ role: 'user', content: 'Hi' }], stop }),
  'anthropic-messages': (stop_sequences) => ({
    max_tokens: 99,
    messages: [{ role: 'user', content: 'Hi' }],
    stop_sequences,
  }),
  gemini: (stopSequences) => ({
    contents: [{ parts: [{ text: 'Hi' }] }],
    generationConfig: { stopSequences },
  }),
}

const TAKEN: Record<Dialect, { stops: string[]; field: (body: Json) => unknown }> = {
  'openai-chat': { stops: SIX.slice(0, 4), field: ({ stop }) => stop },
  'openai-responses': { stops: [], field: ({ stop }) => stop ?? [] },
  'anthropic-messages': { stops: SIX, field: ({ stop_sequences }) => stop_sequences },
  gemini: {
    stops: SIX.slice(0, 5),
    field: ({ generationConfig = {} }) => (generationConfig as Json)['stopSequences'],
  },
}

const send = (from: Dialect, to: Dialect, stops: string[], stream: boolean) => {
  const request = CLIENT_FACING[from].readRequest({ model: 'm', stream, ...BODIES[from]!(stops) })
  const target: AdaptTarget = { dialect: to, model: 'up', quirks: {} }
  const { request: adapted, losses } = adapt(request, target)
  const body = UPSTREAM_FACING[to].writeRequest(adapted, target)
  return { body, emulated: adapted.emulatedStops ?? [], losses }
}

describe.each(FOREIGN_PAIRS.filter(({ from }) => from in BODIES))(
  'stop sequences from $from to $to',
  ({ from, to }) => {
    const { stops, field } = TAKEN[to]
    const rest = SIX.filter((stop) => !stops.includes(stop))

    it('are sent up to the provider’s limit, and the gateway searches a stream for the others', () => {
      const { body, emulated, losses } = send(from, to, SIX, true)
      expect([field(body), emulated, losses]).toEqual([stops, rest, []])
    })

    it('beyond the limit are also searched in a plain answer, which is charged in full, as a loss says', () => {
      const { body, emulated, losses } = send(from, to, SIX, false)
      expect([field(body), emulated]).toEqual([stops, rest])
      expect(losses.map(({ action }) => action)).toEqual(rest.length > 0 ? ['rewritten'] : [])
      for (const stop of rest) expect(losses[0]?.reason).toContain(stop)
    })

    it('without characters have no effect, and are named', () => {
      const { body, emulated, losses } = send(from, to, [''], true)
      expect([field(body) ?? [], emulated, losses.map(({ action }) => action)]).toEqual([[], [], ['dropped']])
    })
  },
)

describe('blank stop sequences', () => {
  it.each(DIALECTS.filter((from) => from in BODIES && from !== 'anthropic-messages'))(
    'of a %s caller do not go to Anthropic, which refuses them',
    (from) => {
      const streamed = send(from, 'anthropic-messages', ['\n\n', 'END'], true)
      expect([streamed.body['stop_sequences'], streamed.emulated, streamed.losses]).toEqual([
        ['END'],
        ['\n\n'],
        [],
      ])
      const plain = send(from, 'anthropic-messages', ['\n\n'], false)
      expect([plain.body['stop_sequences'], plain.losses.length]).toEqual([undefined, 1])
    },
  )
})

const eventsOf = (pieces: string[]): ChatEvent[] => [
  { type: 'start' },
  { type: 'block-open', index: 0, block: { kind: 'thinking' } },
  { type: 'block-delta', index: 0, delta: { kind: 'thinking', text: 'END is no end here' } },
  { type: 'block-close', index: 0 },
  { type: 'block-open', index: 1, block: { kind: 'text' } },
  ...pieces.map((text): ChatEvent => ({ type: 'block-delta', index: 1, delta: { kind: 'text', text } })),
  { type: 'block-close', index: 1 },
  { type: 'finish', reason: 'length', raw: 'length' },
]

describe('an answer that the gateway stops', () => {
  const stops = ['END', '\n\n', 'ENDING']

  it('has the text before the sequence and names the sequence, in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('E', 'N', 'D', 'ING', '\n', 'x', 'EN'), { maxLength: 12 }),
        (pieces) => {
          const result = fold(run(stopAt, { stops }, eventsOf(pieces)))
          const text = pieces.join('')
          const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1)
          const end = places.length === 0 ? text.length : Math.min(...places)
          expect(result.blocks.find(({ block }) => block.kind === 'text')?.content).toBe(text.slice(0, end))
          expect(result.finish.reason).toBe(places.length === 0 ? 'length' : 'stop')
          const { stopSequence = '' } = result.finish
          expect(text.slice(end).startsWith(stopSequence)).toBe(true)
          expect(stopSequence !== '').toBe(places.length > 0)
          const whole = { ...fold(eventsOf(pieces)), usage: emptyUsage() }
          expect(stoppedAt(stops, whole)).toEqual({
            ...fold(run(stopAt, { stops }, explode(whole))),
            usage: emptyUsage(),
          })
        },
      ),
    )
  })

  it.each(DIALECTS)('ends for a %s caller as if the provider had stopped', (caller) => {
    const events = run(stopAt, { stops }, eventsOf(['Hello E', 'N', 'D and more']))
    const frames = run(
      CLIENT_FACING[caller].writeStream,
      { id: 'a', model: 'm', createdAtSeconds: 1 },
      events,
    )
    const sent = frames.map(({ data }) => data).join('')
    expect(sent).not.toContain('and more')
    const ends: Record<Dialect, string> = {
      'openai-chat': '"finish_reason":"stop"',
      'openai-responses': '"status":"completed"',
      'anthropic-messages': '"stop_reason":"stop_sequence","stop_sequence":"END"',
      gemini: '"finishReason":"STOP"',
    }
    expect(sent).toContain(ends[caller])
  })
})
