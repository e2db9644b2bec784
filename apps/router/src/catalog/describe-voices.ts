import type { CatalogModel } from '@gptget/contracts'
import { voicesAt } from '@gptget/protocol'
import type { RoutedModel } from './catalog.ts'

/** The voices of a model that speaks: its own, else those that its provider has for all. */
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
