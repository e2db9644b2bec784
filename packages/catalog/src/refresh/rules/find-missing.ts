import type { Snapshot, SnapshotModel } from '../../snapshot.ts'
import { UNDOCUMENTED, type MissingFact } from '../reviewed/undocumented.ts'

/** Companies that document the thinking and parameters of their models. */
const WITH_DOCUMENTS = [
  'anthropic',
  'deepseek',
  'google',
  'mistralai',
  'moonshotai',
  'openai',
  'x-ai',
  'z-ai',
]

/** Companies that run tools for their models: searches, code, files. */
const WITH_TOOLS = ['anthropic', 'google', 'openai', 'x-ai']

const vendorOf = ({ id }: SnapshotModel): string => id.slice(0, id.indexOf('/'))

const isDocumented = (model: SnapshotModel): boolean =>
  model.output.includes('text') && WITH_DOCUMENTS.includes(vendorOf(model))

/** Models with text output. Others have other facts. */
const isChat = ({ output }: SnapshotModel): boolean => output.includes('text')

/** Open weights are served by others, and audio models only have functions. */
const mayHaveVendorTools = (model: SnapshotModel): boolean =>
  isDocumented(model) &&
  WITH_TOOLS.includes(vendorOf(model)) &&
  model.abilities.includes('tools') &&
  !/\/(gemma|gpt-oss|gpt-3|gpt-4(-|$)|gpt-audio)|-(audio|image|realtime)/.test(model.id)

export type Missing = Record<MissingFact, string[]>

/** The ids of models with missing facts, by kind of fact. */
export const findMissing = ({ models }: Snapshot): Missing => ({
  'how it thinks': idsOf(
    models.filter((model) => isDocumented(model) && model.abilities.includes('reasoning') && !model.thinking),
  ),
  'which tools its vendor runs for it': idsOf(
    models.filter((model) => mayHaveVendorTools(model) && model.vendorTools === undefined),
  ),
  'how long its context is': idsOf(models.filter((model) => isChat(model) && model.context === undefined)),
  'a second source for its price': idsOf(
    models.filter(
      (model) =>
        isDocumented(model) &&
        model.routes.every(({ sources }) => new Set(sources).size === 1) &&
        !model.isFree,
    ),
  ),
  'what replaces it': idsOf(
    models.filter(
      (model) =>
        isDocumented(model) &&
        model.routes.every(({ retires }) => retires !== undefined) &&
        model.replacement === undefined,
    ),
  ),
})

type Searched = {
  /** Nobody has searched for these yet. */
  unsearched: Missing
  /** No document has these. */
  undocumented: Missing
  /** Noted as undocumented, but known now. */
  settled: string[]
}

/** Separates the missing facts by whether their documents were searched for. */
export const searchedFor = (missing: Missing, noted = UNDOCUMENTED): Searched => {
  const split = (isNoted: boolean): Missing =>
    mapFacts(missing, (ids, fact) => ids.filter((id) => noted[fact].includes(id) === isNoted))
  return {
    unsearched: split(false),
    undocumented: split(true),
    settled: Object.values(
      mapFacts(missing, (ids, fact) =>
        noted[fact].filter((id) => !ids.includes(id)).map((id) => `${fact}: ${id}`),
      ),
    ).flat(),
  }
}

const mapFacts = (missing: Missing, change: (ids: string[], fact: MissingFact) => string[]): Missing =>
  Object.fromEntries(
    Object.entries(missing).map(([fact, ids]) => [fact, change(ids, fact as MissingFact)]),
  ) as Missing

const idsOf = (models: readonly SnapshotModel[]): string[] => models.map(({ id }) => id)
