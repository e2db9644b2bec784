import { describe, expect, it } from 'vitest'
import type { LiveAnswer } from './live-answer.ts'
import { answering, awaiting, brokenOff, completed, IDLE } from './turn.ts'

const answer = {} as LiveAnswer

describe('whose turn it is with Gemini', () => {
  it('is nobody’s again after an answer that was awaited', () => {
    expect(awaiting(IDLE, 'awaited')).toEqual({ type: 'awaited' })
    expect(completed(answering(answer))).toEqual(IDLE)
    expect(completed({ type: 'awaited' })).toEqual(IDLE)
  })

  it('is Gemini’s once more where it was told something during its answer', () => {
    expect(completed(awaiting(answering(answer), 'asked'))).toEqual({ type: 'asked' })
  })

  it.each(['interrupted', 'muted'] as const)('is had when an answer that was %s comes to its end', (type) => {
    const broken = brokenOff(answering(answer), type)
    expect(broken).toEqual({ type, next: 'idle' })
    expect(completed(broken)).toEqual(IDLE)
    expect(completed(awaiting(broken, 'asked'))).toEqual({ type: 'asked' })
    expect(completed(brokenOff(awaiting(answering(answer), 'awaited'), type))).toEqual({ type: 'awaited' })
  })
})
