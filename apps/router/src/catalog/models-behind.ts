import type { Snapshot } from '@gptget/catalog'
import type { ModelConfiguration } from '../configuration/schema.ts'
import type { RoutedModel } from './catalog.ts'

/** What is known of the model that an operator sells, whatever they call it. */
export type Behind = {
  /** The model of this id, or what its first route's provider sells under the name that is asked for. */
  model: RoutedModel | undefined
  /** As above, or a namesake at a provider that is not known: a good guess, no more. */
  likely: RoutedModel | undefined
}

/** Finds the models of the snapshot behind those of an operator. */
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
