import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../canonical/events.ts'
import { fold } from '../canonical/fold.ts'
import { run } from '../canonical/machine.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { DIALECTS, type Closing, type Dialect } from '../dialect.ts'
import { createSseReader, type Frame } from '../wire/sse.ts'
import { RELAYS, UPSTREAM_FACING } from './index.ts'

const folder = (dialect: Dialect) => `${import.meta.dirname}/${dialect}/fixtures`
const read = (dialect: Dialect, file: string) => readFileSync(`${folder(dialect)}/${file}`, 'utf8')
const eventsOf = (dialect: Dialect, frames: Frame[]): ChatEvent[] =>
  run(UPSTREAM_FACING[dialect].readStream, {}, frames)

const filesOf = (ending: string) =>
  DIALECTS.flatMap((dialect) =>
    readdirSync(folder(dialect))
      .filter((file) => file.endsWith(ending))
      .map((file) => ({ dialect, file })),
  )

const finished = filesOf('.sse')
  .map(({ dialect, file }) => ({ dialect, file, frames: createSseReader().push(read(dialect, file)) }))
  .filter(({ dialect, frames }) => eventsOf(dialect, frames).at(-1)?.type === 'finish')

const names = { id: 'ours-1', model: 'provider/model', wantsUsageChunk: false }
const closing: Closing = { usage: { ...emptyUsage(), inputTokens: 3 }, costUsd: 0.25 }

const relayed = (dialect: Dialect, frames: Frame[]) => {
  const relay = RELAYS[dialect]
  const state = relay.start(names)
  return { before: frames.flatMap((frame) => relay.step(state, frame)), last: relay.end(state, closing) }
}

/** Calls that came without an id have one made of the answer's. */
const underOurId = <T>(answer: T, id: string | undefined): T =>
  JSON.parse(JSON.stringify(answer).replaceAll(`call_${id}_`, 'call_ours-1_')) as T

describe.each(finished)('$dialect $file passed on', ({ dialect, frames }) => {
  it('is the same answer under our names', () => {
    const { before, last } = relayed(dialect, frames)
    const { id, model, usage: _usage, ...answer } = fold(eventsOf(dialect, [...before, ...last]))
    const { id: theirs, model: _model, usage: _counted, ...original } = fold(eventsOf(dialect, frames))
    expect(answer).toEqual(underOurId(original, theirs))
    expect([id, model]).toEqual(['ours-1', 'provider/model'])
  })

  it('does not end before it is paid for', () => {
    const { before, last } = relayed(dialect, frames)
    expect(JSON.stringify(before)).not.toMatch(/\[DONE\]|message_stop|response\.(completed|incomplete)/)
    expect(last).not.toEqual([])
  })

  it.skipIf(dialect === 'gemini')('says what it cost', () => {
    expect(JSON.stringify(relayed(dialect, frames).last)).toContain('\\"cost\\":0.25')
  })
})

describe.each(filesOf('.json').filter(({ file }) => !file.includes('error')))(
  '$dialect $file passed on whole',
  ({ dialect, file }) => {
    it('is the same answer under our names', () => {
      const text = read(dialect, file).trim()
      const body = JSON.parse(RELAYS[dialect].whole(text, names, closing)) as object
      const { usage: _usage, ...answer } = UPSTREAM_FACING[dialect].readResult(body)
      const { usage: _counted, ...original } = UPSTREAM_FACING[dialect].readResult(JSON.parse(text))
      expect(answer).toEqual({ ...original, id: 'ours-1', model: 'provider/model' })
    })
  },
)

describe.each(DIALECTS)('%s request passed on', (dialect) => {
  it('names the provider’s model and holds nothing of ours, and every other byte as it was', () => {
    const body = Buffer.from(
      '{"model":"x/y", "max_steps":3,"unknown":1.00,"provider":{"sort":"price"},"stream":true}',
    )
    const target = { model: 'up', isStream: false, quirks: {} }
    const text = RELAYS[dialect].request(body, target).body.toString()
    expect(text).toContain('"unknown":1.00')
    expect(text).not.toMatch(/max_steps|provider|x\/y/)
    expect(text.includes('"up"')).toBe(dialect !== 'gemini')
  })
})
