import type { Dialect } from '@gptget/contracts'
import { namesOf } from '../plausible.ts'
import { valueAt } from '../says-nothing.ts'
import { changedAt, otherValue } from '../silent.ts'
import type { Sample } from '../samples.ts'
import { observeAnswer } from './observe-answer.ts'
import { settleAnswer } from './settle-answer.ts'
import { isUnsayable } from './unsayable.ts'

type Json = Record<string, unknown>
type Lost = { what: string; body: Json }

/**
 * Finds leaves of an answer that a caller never learns about. The answer is sent twice, the second time with another
 * value or without it. If nothing differs, plain or streamed, the caller's dialect must be unable to express the leaf.
 */
export const lossesOfAnswer = (from: Dialect, to: Dialect, sample: Sample): Lost[] => {
  const { path, value } = sample
  const other = changedAt(value, path, otherValue(sample, valueAt(value, path)))
  if (other === undefined || isUnsayable(from, to, value as Json, path)) return []
  const body = settleAnswer(from, value as Json)
  const otherBody = settleAnswer(from, other as Json)
  if (JSON.stringify(body) === JSON.stringify(otherBody)) return []
  // What is drawn as a thought or a call may settle as plain words.
  if (valueAt(body, path) !== undefined && isUnsayable(from, to, body, path)) return []
  const [got, gotOther] = [observeAnswer(from, to, body), observeAnswer(from, to, otherBody)]
  if (got === undefined || gotOther === undefined) return []
  return (['whole', 'stream'] as const)
    .filter((way) => JSON.stringify(got[way]) === JSON.stringify(gotOther[way]))
    .map((way) => ({ what: `${namesOf(path)} of an answer is lost (${way})`, body }))
}
