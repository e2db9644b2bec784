import type { CatalogModel } from '@gptget/contracts'
import { voicesAt } from '@gptget/protocol'
import type { RoutedModel } from './catalog.ts'

/** The voices of a speech model: its own, else its provider's. */
export const describeVoices = ({
  public: { outputModalities, voices },
  facts,
  routes,
}: RoutedModel): Pick<CatalogModel, 'voices'> => {
  if (!outputModalities.includes('speech')) return {}
  const own = voices ?? facts.voices
  const found =
    own ?? routes.map(({ provider }) => voicesAt(provider.dialect, provider.quirks)).find((all) => all)
  return found === undefined ? {} : { voices: [...found] }
}
