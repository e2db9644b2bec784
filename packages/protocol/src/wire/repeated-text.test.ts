import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { startMachine } from '../canonical/machine.ts'
import { RELAYS, UPSTREAM_FACING } from '../registry/dialects.ts'
import { RepeatedText } from './repeated-text.ts'
import { createSseReader, type Frame } from './sse.ts'

const names = { id: 'ours-1', model: 'provider/model', provider: 'someone', wantsUsageChunk: false }
const repeating = DIALECTS.filter((dialect) => RELAYS[dialect].repeatsText)

/** What each frame is read as and passed on as, and how many were repeated. */
const relayed = (dialect: Dialect, frames: readonly Frame[], repeated: RepeatedText | null) => {
  const reader = startMachine(UPSTREAM_FACING[dialect].readStream, {})
  const relay = RELAYS[dialect]
  const state = relay.start(names)
  let count = 0
  const steps = frames.map((frame) => {
    const found = repeated?.repeat(frame) ?? null
    if (found !== null) {
      count += 1
      return found
    }
    const events = reader.step(frame)
    // Nothing of a fault is passed on, and nothing after it.
    const passed = events.some(({ type }) => type === 'fault') ? [] : relay.step(state, frame)
    repeated?.learn(frame, events, passed)
    return { events, frames: passed }
  })
  return { steps, last: reader.end(), count }
}

/** The same frames, each of them parsed, and with those repeated that can be. */
const bothWays = (dialect: Dialect, frames: readonly Frame[]) => {
  const { count: _none, ...parsed } = relayed(dialect, frames, null)
  const { count, ...repeated } = relayed(dialect, frames, new RepeatedText())
  return { parsed, repeated, count }
}

const fixturesOf = (dialect: Dialect) => {
  const folder = `${import.meta.dirname}/../dialects/${dialect}/fixtures`
  const files = readdirSync(folder).filter((file) => file.endsWith('.sse'))
  return files.map((file) => ({ dialect, file, text: readFileSync(`${folder}/${file}`, 'utf8') }))
}

/** Frames of a stream that say these texts, and what a dialect's servers say around them. */
const chat = (delta: object, more: object = {}): Frame => ({
  data: JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'up',
    choices: [{ index: 0, delta, finish_reason: null }],
    ...more,
  }),
})
const messages = (event: string, body: object): Frame => ({
  event,
  data: JSON.stringify({ type: event, ...body }),
})
const saying: Partial<Record<Dialect, (text: string) => Frame>> = {
  'openai-chat': (content) => chat({ content }),
  'anthropic-messages': (text) =>
    messages('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
}
const opening: Partial<Record<Dialect, Frame[]>> = {
  'openai-chat': [chat({ role: 'assistant', content: '' })],
  'anthropic-messages': [
    messages('message_start', { message: { id: 'msg_1', role: 'assistant', model: 'up', content: [] } }),
    messages('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ],
}

/** Texts that are hard on whoever looks for them in JSON. */
const hard = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    '\n',
    '"}',
    'up',
    'content',
    'index',
    '0',
    'é',
    '😀',
    '\u2028',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

describe.each(repeating)('the fast path for repeated text chunks of %s', (dialect) => {
  it.each(fixturesOf(dialect))('gives the same events as parsing: $file', ({ text }) => {
    const { parsed, repeated } = bothWays(dialect, createSseReader().push(text))
    expect(repeated).toEqual(parsed)
  })

  it('gives the same events as parsing, for any text', () => {
    fc.assert(
      fc.property(fc.array(hard, { maxLength: 12 }), (texts) => {
        const { parsed, repeated } = bothWays(dialect, [...opening[dialect]!, ...texts.map(saying[dialect]!)])
        expect(repeated).toEqual(parsed)
      }),
    )
  })

  it('is used for most events of a stream', () => {
    const texts = ['One', ' two', ' three', ' "four"', ' five', ' six']
    const frames = [...opening[dialect]!, ...texts.map(saying[dialect]!)]
    // The first ones are parsed, and one with a quote, and the one after that.
    expect(bothWays(dialect, frames).count).toBeGreaterThanOrEqual(2)
  })
})

it('the fast path is not used if other fields change or come in between', () => {
  const call = chat({ tool_calls: [{ index: 0, id: 'call_1', function: { name: 'f', arguments: '{}' } }] })
  const frames = [
    ...opening['openai-chat']!,
    chat({ content: 'One' }),
    call,
    chat({ content: ' two' }),
    chat({ content: ' three' }, { usage: { prompt_tokens: 1, completion_tokens: 3 } }),
    chat({ content: ' four' }, { error: { message: 'no' } }),
  ]
  const { parsed, repeated, count } = bothWays('openai-chat', frames)
  expect(repeated).toEqual(parsed)
  expect(count).toBe(0)
})
