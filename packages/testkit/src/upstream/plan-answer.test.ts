import { describe, expect, it } from 'vitest'
import { createSseReader } from '@gptget/protocol'
import { SCRIPTED_DIALECTS, type UpstreamCall, type UpstreamDialect } from './dialects.ts'
import { planAnswer } from './plan-answer.ts'
import { readScriptName } from './script-name.ts'
import { words } from './transcripts/transcript.ts'

const TRANSCRIPTS = [
  'text-5',
  'tools',
  'parallel-tools',
  'reasoning',
  'json',
  'refusal',
  'length-3',
  'long',
  'empty',
  'cached',
]

const plan = (dialect: UpstreamDialect, script: string, isStream: boolean): string => {
  const call: UpstreamCall = { dialect, model: script, isStream, isUsageAsked: true, body: {} }
  const answer = readScriptName(`scripted:${script}`)
  if (!answer) throw new Error('not a script')
  return planAnswer(answer, call, 7)
    .map((step) => (step.do === 'write' ? Buffer.from(step.bytes).toString() : ''))
    .join('')
}

const events = (text: string): unknown[] =>
  createSseReader()
    .push(text)
    .map((frame) => (frame.data === '[DONE]' ? frame.data : JSON.parse(frame.data)))

describe.each(Object.keys(SCRIPTED_DIALECTS) as UpstreamDialect[])('an answer in %s', (dialect) => {
  it.each(TRANSCRIPTS)('%s is JSON in every event and as a whole', (name) => {
    expect(events(plan(dialect, name, true)).length).toBeGreaterThan(0)
    expect(JSON.parse(plan(dialect, name, false))).toBeTypeOf('object')
  })

  it('has the same bytes every time', () => {
    expect(plan(dialect, 'parallel-tools', true)).toBe(plan(dialect, 'parallel-tools', true))
  })

  it('has exactly k tokens before a cut', () => {
    const text = plan(dialect, 'text-8+cut-after-2', true)
    const pieces = words(8).map((word) => JSON.stringify(word).slice(1, -1))
    expect(pieces.map((piece) => text.includes(`"${piece}"`)).filter(Boolean)).toHaveLength(2)
  })

  it('reports an error in its own format', () => {
    expect(plan(dialect, 'error-after-1', true)).toMatch(/error/)
    expect(JSON.parse(plan(dialect, 'status-429', false))).toMatchObject({
      error: { message: 'scripted failure 429' },
    })
  })
})
