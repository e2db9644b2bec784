import type { CatalogModel } from '@gptget/bus'
import type { RateCard } from '@gptget/money'
import type { Capabilities } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'

/** One way to serve a model. */
export type Route = {
  provider: Provider
  upstreamModel: string
  weight: number
  price: RateCard
}

export type RoutedModel = { public: CatalogModel; capabilities: Capabilities; routes: readonly Route[] }

/** What this router can serve. Immutable: a new configuration makes a new one, requests under way keep theirs. */
export type Catalog = {
  version: string
  /** Names the prices in force: every charge carries it. */
  priceVersion: string
  providers: ReadonlyMap<string, Provider>
  models: ReadonlyMap<string, RoutedModel>
}
