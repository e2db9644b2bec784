import {
  CLIENT_FACING,
  createSseReader,
  emptyUsage,
  printSse,
  RELAYS,
  run,
  startMachine,
  UPSTREAM_FACING,
} from '@gptget/protocol'
import { DIALECTS } from '@gptget/contracts'
import { SCRIPTED_DIALECTS, transcript, words } from '@gptget/testkit'
import { describe, test } from 'vitest'
import { measureEach } from './measure-each.ts'

const context = { id: 'ours-1', model: 'bench/model', createdAtSeconds: 1_700_000_000 }
const closing = { usage: { ...emptyUsage(), inputTokens: 11, outputTokens: 100 }, costUsd: 0.000211 }

/** A stream of 100 tokens. Every step runs once for each event. */
describe.each(DIALECTS)('%s', (dialect) => {
  const rendering = { requestNumber: 1, isUsageAsked: true, body: {} }
  const { events: rendered } = SCRIPTED_DIALECTS[dialect].render(transcript({ text: words(100) }), rendering)
  const text = printSse(rendered)
  const frames = createSseReader().push(text)
  const events = run(UPSTREAM_FACING[dialect].readStream, {}, frames)
  const count = frames.length

  const reads = rendered.map((event) => Buffer.from(printSse([event])))
  const parse = () => {
    const reader = createSseReader()
    const decoder = new TextDecoder()
    for (const bytes of reads) reader.push(decoder.decode(bytes, { stream: true }))
  }
  const relay = () => {
    const { start, step, end } = RELAYS[dialect]
    const state = start({ ...context, wantsUsageChunk: true })
    for (const frame of frames) printSse(step(state, frame))
    printSse(end(state, closing))
  }
  const write = () => {
    const writer = startMachine(CLIENT_FACING[dialect].writeStream, context)
    for (const event of events) printSse(writer.step(event))
    printSse(writer.end())
  }

  for (const [name, work] of [
    ['bytes to frames', parse],
    ['frames to events', () => run(UPSTREAM_FACING[dialect].readStream, {}, frames)],
    ['events to bytes', write],
    ['frames to bytes, passed through', relay],
  ] as const)
    test(name, (task) => measureEach(task, `${dialect} ${name}`, { count, of: 'event', work }))
})
