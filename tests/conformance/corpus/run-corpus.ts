import * as fc from 'fast-check'
import { requestsOf } from './draw.ts'
import { runAnswers } from './answers/run-answers.ts'
import { PAIRS, problemsOfDrawn, problemsOfSample, type Problem } from './problems.ts'
import { readShapes, type Shapes } from './read-shapes.ts'
import { samplesOf } from './samples.ts'
import { problemsOfUnknown, unknownWordsIn } from './unknown-words.ts'

export type CorpusOptions = { seed: number; runs: number }

/**
 * Translates every union arm and every optional field of the SDKs' request types, an unknown value for each field that
 * accepts one of a few, and `runs` random requests for each pair of dialects. Calls `report` with the problems.
 * @returns whether there are none
 */
export const runCorpus = (options: CorpusOptions, report: (line: string) => void): boolean => {
  const shapes = readShapes()
  let requests = 0
  let answered = 0
  let isWhole = true
  for (const pair of PAIRS) {
    const { count, answers, found } = runPair(pair, shapes, options)
    requests += count
    answered += answers
    report(
      `${pair.from} to ${pair.to}: ${count} requests, ${answers} answers, ${found.length} kinds of problem`,
    )
    for (const line of found) report(line)
    isWhole &&= found.length === 0
  }
  shapes.close()
  report(
    `${requests} requests and ${answered} answers between ${PAIRS.length} pairs of dialects, seed ${options.seed}`,
  )
  return isWhole
}

/** The same for one pair. @returns the number of requests and the kinds of problems, in words */
export const runPair = (
  pair: (typeof PAIRS)[number],
  shapes: Shapes,
  { seed, runs }: CorpusOptions,
): { count: number; answers: number; found: string[] } => {
  const samples = [...samplesOf(shapes.callers[pair.from])]
  const drawn = fc.sample(requestsOf(shapes.callers[pair.from]), { seed, numRuns: runs })
  const unknown = unknownWordsIn(pair.from, samples)
  const answers = pair.from === pair.to ? NO_ANSWERS : runAnswers(pair, shapes, { seed, runs })
  const problems = [
    ...samples.flatMap((sample) => problemsOfSample(pair, shapes, sample)),
    ...drawn.flatMap((one) => problemsOfDrawn(pair, shapes, one)),
    ...unknown.flatMap((one) => problemsOfUnknown(pair, one)),
    ...answers.problems,
  ]
  const count = samples.length + drawn.length + unknown.length
  return { count, answers: answers.count, found: kindsOf(problems) }
}

/** Answers of providers of the caller's dialect are passed on byte for byte. */
const NO_ANSWERS = { count: 0, problems: [] }

/** Each kind of problem once, with the smallest request that has it. */
const kindsOf = (problems: readonly Problem[]): string[] =>
  [...Map.groupBy(problems, ({ what }) => what.replace(/\d+/g, '#'))].map(([what, all]) => {
    const [smallest] = all.map(({ body }) => JSON.stringify(body)).toSorted((a, b) => a.length - b.length)
    return `  ${what} (${all.length} times)\n    ${smallest}`
  })
