import type { Snapshot, SnapshotModel } from '../../snapshot.ts'

/** Companies that document how their models think and what they take. */
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

const isDocumented = ({ id, output }: SnapshotModel): boolean =>
  output.includes('text') && WITH_DOCUMENTS.includes(id.slice(0, id.indexOf('/')))

/** Models that speak, listen or draw alone are asked for by other measures. */
const isChat = ({ output }: SnapshotModel): boolean => output.includes('text')

/** What is not known, by what it is. None of it is a mistake: it is what the next reviewer can look up. */
export const findMissing = ({ models }: Snapshot): Record<string, string[]> => ({
  'how it thinks': idsOf(
    models.filter((model) => isDocumented(model) && model.abilities.includes('reasoning') && !model.thinking),
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

const idsOf = (models: readonly SnapshotModel[]): string[] => models.map(({ id }) => id)
