import type { Dialect } from '@gptget/contracts'
import { DIALECTS } from '@gptget/contracts'
import type { Drawn } from './draw.ts'
import { errorsIn } from './errors-in.ts'
import { observe } from './observe.ts'
import { namesOf } from './plausible.ts'
import type { Shapes } from './read-shapes.ts'
import type { Sample } from './samples.ts'
import { settle } from './settle.ts'
import { silenceOf } from './silent.ts'
import { beyondLimits } from './within-limits.ts'

/** Every pair of caller and provider dialects; for the same dialect, with a history from another provider. */
export const PAIRS = DIALECTS.flatMap((from) => DIALECTS.map((to) => ({ from, to })))

type Pair = (typeof PAIRS)[number]

/** The problems with the translation of a request, in words. */
export type Problem = { what: string; body: Record<string, unknown> }

/** The problems of a generated request: refused, not valid for the target's types, or beyond its limits. */
const problemsOf = ({ from, to }: Pair, { upstream, callers }: Shapes, value: unknown): Problem[] => {
  const body = settle(from, value as Problem['body'])
  const observed = observe(from, to, body)
  if (observed.type === 'refused') {
    return observed.code === 'invalid_request' ? [{ what: `refused: ${observed.message}`, body }] : []
  }
  // A request to a provider of the same dialect is passed on and not judged.
  const beyond = from === to ? [] : beyondLimits(to, observed.body)
  const wrong = errorsIn(upstream[to], observed.body)
  const isOwn = from === to && new Set(errorsIn(callers[to], observed.body))
  return [...wrong.filter((what) => !isOwn || isOwn.has(what)), ...beyond].map((what) => ({
    what,
    body,
  }))
}

/** The same, and whether the leaf of the sample is lost silently. */
export const problemsOfSample = (pair: Pair, shapes: Shapes, sample: Sample): Problem[] => [
  ...problemsOf(pair, shapes, sample.value),
  ...silences(pair, [sample]),
]

/** How many leaves of a random request are changed. */
const MOST_LEAVES = 4

/** The same for some leaves of a random request. */
export const problemsOfDrawn = (pair: Pair, shapes: Shapes, { value, leaves }: Drawn): Problem[] => {
  const every = Math.max(1, Math.floor(leaves.length / MOST_LEAVES))
  const some = leaves.filter((_, place) => place % every === 0)
  return [
    ...problemsOf(pair, shapes, value),
    ...silences(
      pair,
      some.map((leaf) => ({ ...leaf, value })),
    ),
  ]
}

const silences = ({ from, to }: { from: Dialect; to: Dialect }, samples: Sample[]): Problem[] =>
  samples.flatMap((sample) => {
    const silence = silenceOf(from, to, sample)
    return silence === undefined
      ? []
      : [{ what: `${namesOf(silence.path)} is lost and not named`, body: silence.body }]
  })
