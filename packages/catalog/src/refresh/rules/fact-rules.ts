import { providerRow } from '@gptget/providers'
import type { Snapshot, SnapshotModel } from '../../snapshot.ts'
import { isServedAsLongAs } from '../snapshot/follow-replacements.ts'
import type { Rule } from './rules.ts'

const modelsWhere = ({ models }: Snapshot, isBroken: (model: SnapshotModel) => boolean): string[] =>
  models.filter(isBroken).map(({ id }) => `${id}.`)

export const FACT_RULES: readonly Rule[] = [
  {
    says: 'The ability to reason and the thinking mode agree:',
    find: (snapshot) =>
      modelsWhere(
        snapshot,
        ({ thinking, abilities }) =>
          thinking !== undefined && (thinking.mode !== 'none') !== abilities.includes('reasoning'),
      ),
  },
  {
    says: 'Every fact and price names a source of the snapshot:',
    find: (snapshot) =>
      modelsWhere(snapshot, ({ routes, sources, thinking }) => {
        const named = [...Object.values(sources ?? {}), ...routes.flatMap((route) => route.sources)]
        return (
          named.some((source) => snapshot.sources[source] === undefined) ||
          (thinking !== undefined && sources?.['thinking'] === undefined)
        )
      }),
  },
  {
    says: 'A replacement is served at least as long as the model:',
    find: (snapshot) => {
      const byId = new Map(snapshot.models.map((model) => [model.id, model]))
      return modelsWhere(snapshot, (model) => {
        if (model.replacement === undefined) return false
        const next = byId.get(model.replacement)
        return next === undefined || next === model || !isServedAsLongAs(next, model)
      })
    },
  },
  {
    says: 'A model is served by known providers:',
    find: (snapshot) =>
      modelsWhere(snapshot, ({ routes }) =>
        routes.some(({ provider }) => providerRow(provider) === undefined),
      ),
  },
  {
    says: 'A thinking budget fits into the answer:',
    find: (snapshot) =>
      modelsWhere(
        snapshot,
        ({ thinking, maxOutput = Infinity }) =>
          thinking?.mode === 'budget' &&
          (thinking.minTokens >= maxOutput || (thinking.maxTokens ?? 0) > maxOutput),
      ),
  },
]
