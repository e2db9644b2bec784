import * as fc from 'fast-check'
import type { Dialect } from '@gptget/contracts'
import { requestsOf as valuesOf, type Drawn } from '../draw.ts'
import { errorsIn } from '../errors-in.ts'
import type { Problem } from '../problems.ts'
import type { Shapes } from '../read-shapes.ts'
import { samplesOf, type Sample } from '../samples.ts'
import { observeAnswer } from './observe-answer.ts'
import { settleAnswer } from './settle-answer.ts'
import { lossesOfAnswer } from './silent-answer.ts'

type Pair = { from: Dialect; to: Dialect }
type Options = { seed: number; runs: number }

/** How many leaves of a random answer are changed. */
const MOST_LEAVES = 4

/** Checks answers of providers of one dialect for callers of another. @returns their number, and the problems */
export const runAnswers = (
  pair: Pair,
  shapes: Shapes,
  { seed, runs }: Options,
): { count: number; problems: Problem[] } => {
  const shape = shapes.answers[pair.from]
  const samples = [...samplesOf(shape)]
  const drawn = fc.sample(valuesOf(shape), { seed, numRuns: runs })
  const problems = [...samples, ...drawn.flatMap(someOf)].flatMap((sample) =>
    problemsOf(pair, shapes, sample),
  )
  return { count: samples.length + drawn.length, problems }
}

const someOf = ({ value, leaves }: Drawn): Sample[] => {
  const every = Math.max(1, Math.floor(leaves.length / MOST_LEAVES))
  return leaves.filter((_, place) => place % every === 0).map((leaf) => ({ ...leaf, value }))
}

const problemsOf = ({ from, to }: Pair, { answers }: Shapes, sample: Sample): Problem[] => {
  const body = settleAnswer(from, sample.value as Problem['body'])
  const got = observeAnswer(from, to, body)
  const wrong = got === undefined ? [] : errorsIn(answers[to], got.whole).filter((what) => !isOurs(what))
  return [...wrong.map((what) => ({ what: `answer${what}`, body })), ...lossesOfAnswer(from, to, sample)]
}

/** Besides the SDKs' fields, answers have ours and OpenRouter's, and null for missing values. */
const isOurs = (what: string): boolean => what.endsWith('has no such field') || what.includes(': null is not')
