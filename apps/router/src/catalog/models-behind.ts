import type { Snapshot } from '@gptget/catalog'
import type { ModelConfiguration } from '../configuration/schema.ts'
import type { RoutedModel } from './catalog.ts'

/** What is known of a model that an operator serves under any name. */
export type Behind = {
  /** The model with this id, or what its first route's provider serves under the requested name. */
  model: RoutedModel | undefined
  /** As above, or a model of the same name at an unknown provider: only a good guess. */
  likely: RoutedModel | undefined
}

/** Finds the models of the snapshot behind the operator's models. */
export const modelsBehind = ({ models }: Snapshot, known: ReadonlyMap<string, RoutedModel>) => {
  const idsBySale = new Map<string, string>()
  const idsByName = new Map<string, Set<string>>()
  for (const { id, routes } of models)
    for (const { provider, model: name } of routes) {
      idsBySale.set(`${provider}:${name}`, id)
      idsByName.set(name, (idsByName.get(name) ?? new Set()).add(id))
    }
  return (id: string, { routes: [first] }: ModelConfiguration): Behind => {
    const model = known.get(id) ?? known.get(idsBySale.get(`${first?.provider}:${first?.model}`) ?? '')
    const namesakes = [...(idsByName.get(first?.model ?? '') ?? [])]
    return { model, likely: model ?? (namesakes.length === 1 ? known.get(namesakes[0]!) : undefined) }
  }
}
