import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import type { ChatEvent } from '../canonical/events.ts'
import { run, startMachine } from '../canonical/machine.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { isObject } from '../json/object.ts'
import { CLIENT_FACING, RELAYS, UPSTREAM_FACING } from '../registry/dialects.ts'
import { createSseReader, type Frame } from '../wire/sse.ts'

/*
 * What a provider sends may be anything. Each recorded stream is sent with a frame less, twice or out of order, and
 * with each of its values replaced: it ends in one finish or fault, and callers of every dialect are told its end.
 */

/** Values that are of no use where they stand. The last two are names of what every object has. */
const JUNK = [null, -1, '', [], {}, 'constructor', '__proto__']

type Step = string | number

const read = (dialect: Dialect, name: string): Frame[] =>
  createSseReader().push(readFileSync(`${import.meta.dirname}/${dialect}/fixtures/${name}`, 'utf8'))

const recorded = DIALECTS.flatMap((dialect) =>
  readdirSync(`${import.meta.dirname}/${dialect}/fixtures`)
    .filter((name) => name.endsWith('.sse'))
    .map((name) => ({ dialect, name })),
)

const replaced = (value: unknown, [step, ...rest]: Step[], junk: unknown): unknown => {
  if (step === undefined) return junk
  if (Array.isArray(value))
    return value.map((one, place) => (place === step ? replaced(one, rest, junk) : one))
  // An entry, because a literal's `__proto__` is no field.
  return Object.fromEntries(
    Object.entries(value as object).map(([name, field]) => [
      name,
      name === step ? replaced(field, rest, junk) : field,
    ]),
  )
}

const pathsIn = (value: unknown, at: Step[] = []): Step[][] => {
  const entries: [Step, unknown][] = Array.isArray(value)
    ? value.slice(0, 1).map((one: unknown) => [0, one])
    : isObject(value)
      ? Object.entries(value)
      : []
  return entries.flatMap(([step, inner]) => [[...at, step], ...pathsIn(inner, [...at, step])])
}

const parsed = (data: string): unknown => (data.startsWith('{') ? JSON.parse(data) : undefined)

/** Each value of a stream's frames replaced, once for each place by its name and the type of its frame. */
const withJunk = (frames: Frame[]): Frame[][] => {
  const done = new Set<string>()
  return frames.flatMap((frame, index) => {
    const body = parsed(frame.data)
    return pathsIn(body).flatMap((path) => {
      const place = `${String((body as Record<string, unknown>)['type'])} ${path.join('.')}`
      if (done.has(place)) return []
      done.add(place)
      return JUNK.map((junk) =>
        frames.with(index, { ...frame, data: JSON.stringify(replaced(body, path, junk)) }),
      )
    })
  })
}

/** Frames that are missing, repeated or late; of a long stream those at its ends. */
const withoutOrder = (frames: Frame[]): Frame[][] =>
  frames.flatMap((frame, index) => {
    if (index > 9 && index < frames.length - 6) return []
    const [before, after] = [frames.slice(0, index), frames.slice(index + 1)]
    return [
      before,
      [...before, ...after],
      [...before, frame, frame, ...after],
      [...before, ...after.slice(0, 1), frame, ...after.slice(1)],
    ]
  })

const ASKS = {
  'openai-chat': { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  'anthropic-messages': { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  gemini: { contents: [{ parts: [{ text: 'Hi' }] }] },
} satisfies Record<Dialect, object>

const CONTEXT = { id: 'answer-1', model: 'x/y', createdAtSeconds: 1, completedAtSeconds: () => 2 }

/** How the last frames of a stream say that it ended, or failed. */
const ENDS: Record<Dialect, RegExp> = {
  'openai-chat': /^\[DONE\]$|"error":/,
  'openai-responses': /"type":"(response\.(completed|incomplete|failed)|error)"/,
  'anthropic-messages': /"type":"(message_stop|error)"/,
  gemini: /"(finishReason|blockReason|error)":/,
}

const withoutEnd = (events: ChatEvent[], upstream: Dialect): string[] =>
  DIALECTS.filter((dialect) => {
    const request = CLIENT_FACING[dialect].readRequest({ model: 'x/y', ...ASKS[dialect] })
    const context = { ...CONTEXT, upstream, request }
    const frames = run(CLIENT_FACING[dialect].writeStream, context, events)
    return !frames.slice(-2).some(({ data }) => ENDS[dialect].test(data))
  })

const isEnd = ({ type }: ChatEvent): boolean => type === 'finish' || type === 'fault'

const NAMES = { id: 'ours-1', model: 'x/y', wantsUsageChunk: true }

/** A stream that is passed on to a caller of its own dialect: its frames up to a fault, and its end, if it has one. */
const isRelayedWhole = (dialect: Dialect, frames: Frame[]): boolean => {
  const reader = startMachine(UPSTREAM_FACING[dialect].readStream, {})
  const relay = RELAYS[dialect]
  const state = relay.start(NAMES)
  const sent: Frame[] = []
  for (const frame of frames) {
    const events = reader.step(frame)
    if (events.some(({ type }) => type === 'fault')) return true
    sent.push(...relay.step(state, frame))
    if (!events.some(({ type }) => type === 'finish')) continue
    sent.push(...relay.end(state, { usage: emptyUsage(), costUsd: 0.25 }))
    return sent.slice(-2).some(({ data }) => ENDS[dialect].test(data))
  }
  return true
}

/** The callers who are not told the end of a stream. */
const unended = (dialect: Dialect, frames: Frame[]): string[] => {
  const events = run(UPSTREAM_FACING[dialect].readStream, {}, frames)
  const isEnded = events.filter(isEnd).length === 1 && isEnd(events.at(-1)!)
  return isEnded ? withoutEnd(events, dialect) : ['all']
}

describe.each(recorded)('the stream $name of $dialect', ({ dialect, name }) => {
  it('ends exactly once for every caller, even if parts are missing or invalid', () => {
    const frames = read(dialect, name)
    const all = [...withoutOrder(frames), ...withJunk(frames)]
    expect(all.filter((broken) => unended(dialect, broken).length > 0)).toEqual([])
    expect(all.filter((broken) => !isRelayedWhole(dialect, broken))).toEqual([])
  })
})
