import { describe, expect, it } from 'vitest'
import { commit } from './commit.ts'
import type { ChatEvent } from './events.ts'
import { run } from './machine.ts'

const start: ChatEvent = { type: 'start', id: 'a' }
const open: ChatEvent = { type: 'block-open', index: 0, block: { kind: 'text' } }
const said = (text: string): ChatEvent => ({ type: 'block-delta', index: 0, delta: { kind: 'text', text } })
const fault: ChatEvent = { type: 'fault', fault: { code: 'provider_overloaded', message: 'busy' } }

const outputs = (events: ChatEvent[]) => {
  let state = commit.start({})
  return events.map((event) => {
    const [next, out] = commit.step(state, event)
    state = next
    return out
  })
}

describe('commit', () => {
  it('holds announcements until the first content', () => {
    expect(outputs([start, open, said(''), said('Hi'), said('!')])).toEqual([
      [],
      [],
      [],
      [start, open, said(''), said('Hi')],
      [said('!')],
    ])
  })

  it('reports a fault before content without any announcement', () => {
    expect(outputs([start, open, fault])).toEqual([[], [], [fault]])
  })

  it('passes on a fault after content', () => {
    expect(run(commit, {}, [start, open, said('Hi'), fault]).at(-1)).toEqual(fault)
  })

  it('passes on the end of an empty answer', () => {
    const finish: ChatEvent = { type: 'finish', reason: 'stop' }
    expect(run(commit, {}, [start, finish])).toEqual([start, finish])
  })
})
