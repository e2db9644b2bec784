import type { Ability } from '../abilities.ts'
import type { SnapshotModel } from '../snapshot.ts'
import type { Facts } from './sources/facts.ts'

export type Described = Pick<
  SnapshotModel,
  'released' | 'context' | 'maxOutput' | 'input' | 'output' | 'abilities'
>

/** models.dev's words for modalities -> ours. */
const INPUTS = { text: 'text', image: 'image', audio: 'audio', video: 'video', pdf: 'file' } as const
const OUTPUTS = { text: 'text', image: 'image', audio: 'audio' } as const

/** Of models nobody has facts about no more is said than that text goes in and comes out. */
const UNKNOWN: Described = { input: ['text'], output: ['text'], abilities: ['sampling'] }

/** What a model can do, as far as it is known. `context` is a seller's word, used when the facts have none. */
export const describeModel = (id: string, facts: Facts | undefined, context: number | null): Described => {
  if (/embed|(^|\/)bge-/.test(id)) {
    const known = facts
      ? { ...releasedOf(facts), ...contextOf(facts.context || context) }
      : contextOf(context)
    return { ...known, input: ['text'], output: ['embeddings'], abilities: [] }
  }
  if (!facts) return { ...UNKNOWN, ...contextOf(context) }
  return {
    ...releasedOf(facts),
    ...contextOf(facts.context || context),
    ...(facts.maxOutput > 0 ? { maxOutput: facts.maxOutput } : {}),
    input: translate(INPUTS, facts.input),
    output: translate(OUTPUTS, facts.output),
    abilities: abilitiesOf(facts),
  }
}

const releasedOf = ({ released }: Facts): Pick<Described, 'released'> => (released ? { released } : {})

const contextOf = (context: number | null): Pick<Described, 'context'> => (context ? { context } : {})

/** In a fixed order, whatever the source's. */
const translate = <Ours extends string>(words: Record<string, Ours>, modalities: readonly string[]): Ours[] =>
  Object.entries(words).flatMap(([theirs, ours]) => (modalities.includes(theirs) ? [ours] : []))

const abilitiesOf = ({ tools, reasoning, jsonSchema, sampling }: Facts): Ability[] => [
  ...(tools ? (['tools'] as const) : []),
  ...(reasoning ? (['reasoning'] as const) : []),
  ...(jsonSchema ? (['json-schema'] as const) : []),
  ...(sampling === false ? [] : (['sampling'] as const)),
]
