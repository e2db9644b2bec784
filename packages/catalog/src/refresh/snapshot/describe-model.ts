import type { Ability } from '../../abilities.ts'
import type { SnapshotModel } from '../../snapshot.ts'
import type { Facts } from '../offers/merge-facts.ts'

export type Described = Pick<
  SnapshotModel,
  'released' | 'context' | 'maxOutput' | 'input' | 'output' | 'abilities'
>

/** models.dev's names of modalities -> ours. */
const INPUTS = { text: 'text', image: 'image', audio: 'audio', video: 'video', pdf: 'file' } as const
const OUTPUTS = { text: 'text', image: 'image', audio: 'audio' } as const

/** The description of models without facts: text in, text out. */
const UNKNOWN: Described = { input: ['text'], output: ['text'], abilities: ['sampling'] }

/** The known modalities and abilities of a model. */
export const describeModel = (id: string, facts: Facts | undefined): Described => {
  if (/embed|(^|\/)bge-/.test(id))
    return {
      ...releasedOf(facts),
      ...contextOf(facts),
      input: ['text'],
      output: ['embeddings'],
      abilities: [],
    }
  if (!facts) return UNKNOWN
  return {
    ...releasedOf(facts),
    ...contextOf(facts),
    ...(facts.maxOutput === undefined ? {} : { maxOutput: facts.maxOutput }),
    input: translate(INPUTS, facts.input ?? ['text']),
    output: translate(OUTPUTS, facts.output ?? ['text']),
    abilities: abilitiesOf(facts),
  }
}

const releasedOf = (facts: Facts | undefined): Pick<Described, 'released'> =>
  facts?.released ? { released: facts.released } : {}

const contextOf = (facts: Facts | undefined): Pick<Described, 'context'> =>
  facts?.context ? { context: facts.context } : {}

/** Translates modalities into our names, in a fixed order. */
const translate = <Ours extends string>(words: Record<string, Ours>, modalities: readonly string[]): Ours[] =>
  Object.entries(words).flatMap(([theirs, ours]) => (modalities.includes(theirs) ? [ours] : []))

const abilitiesOf = ({ hasTools, isReasoning, hasJsonSchema, hasSampling }: Facts): Ability[] => [
  ...(hasTools ? (['tools'] as const) : []),
  ...(isReasoning ? (['reasoning'] as const) : []),
  ...(hasJsonSchema ? (['json-schema'] as const) : []),
  ...(hasSampling === false ? [] : (['sampling'] as const)),
]
