import type { SnapshotModel, SnapshotRoute } from '../../snapshot.ts'
import { MEDIA_MODELS } from '../reviewed/media-models.ts'
import type { MediaModel } from '../reviewed/media-models.ts'
import type { MediaEntry } from '../sources/media-entry.ts'
import { priceOfMedia } from './price-of-media.ts'

/** The snapshot's name of the source of these entries. */
export const MEDIA_SOURCE = 'litellm'

/** The media models, with the prices of their entries. @throws Error if an entry does not exist */
export const describeMedia = (entries: Readonly<Record<string, MediaEntry>>): SnapshotModel[] =>
  MEDIA_MODELS.map((model) => describe(model, entries))

const describe = (
  { id, name, input, output, voices, replacement, routes }: MediaModel,
  entries: Readonly<Record<string, MediaEntry>>,
): SnapshotModel => {
  const entryOf = (entry: string): MediaEntry => {
    const found = entries[entry]
    if (found === undefined)
      throw new Error(`${id}: LiteLLM no longer has "${entry}": review media-models.ts`)
    return found
  }
  const context = entryOf(routes[0]!.entry)['max_input_tokens']
  return {
    id,
    name,
    ...(typeof context === 'number' ? { context } : {}),
    input,
    output: [output],
    ...(voices ? { voices } : {}),
    abilities: [],
    ...(replacement === undefined ? {} : { replacement }),
    routes: routes.map(({ provider, model, entry }) => routeOf({ provider, model }, entryOf(entry), output)),
  }
}

const routeOf = (
  { provider, model }: Pick<SnapshotRoute, 'provider' | 'model'>,
  entry: MediaEntry,
  output: MediaModel['output'],
): SnapshotRoute => {
  const day = entry['deprecation_source'] === undefined ? undefined : entry['deprecation_date']
  return {
    provider,
    model,
    price: priceOfMedia(entry, output),
    sources: [MEDIA_SOURCE],
    ...(typeof day === 'string' ? { retires: day } : {}),
  }
}
