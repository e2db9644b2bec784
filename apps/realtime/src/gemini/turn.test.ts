import { describe, expect, it } from 'vitest'
import type { LiveAnswer } from './live-answer.ts'
import { answering, awaiting, brokenOff, completed, IDLE } from './turn.ts'

const answer = {} as LiveAnswer

describe('the turns of a session with Gemini', () => {
  it('neither side has the turn after an awaited answer', () => {
    expect(awaiting(IDLE, 'awaited')).toEqual({ type: 'awaited' })
    expect(completed(answering(answer))).toEqual(IDLE)
    expect(completed({ type: 'awaited' })).toEqual(IDLE)
  })

  it('Gemini has it once more if it got input during its answer', () => {
    expect(completed(awaiting(answering(answer), 'asked'))).toEqual({ type: 'asked' })
  })

  it.each(['interrupted', 'muted'] as const)('ends with an answer that was %s', (type) => {
    const broken = brokenOff(answering(answer), type)
    expect(broken).toEqual({ type, next: 'idle' })
    expect(completed(broken)).toEqual(IDLE)
    expect(completed(awaiting(broken, 'asked'))).toEqual({ type: 'asked' })
    expect(completed(brokenOff(awaiting(answering(answer), 'awaited'), type))).toEqual({ type: 'awaited' })
  })
})
