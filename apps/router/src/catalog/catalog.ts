import type { CatalogModel } from '@gptget/contracts'
import type { RateCard } from '@gptget/money'
import type { Capabilities, Target } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'
import type { Allowed } from './allowed.ts'

/** One way to serve a model. */
export type Route = {
  /** The public id of the served model. */
  model: string
  provider: Provider
  upstreamModel: string
  /** The same in every router, and for every model that is served in this way: the key of its health. */
  key: string
  /** How often it comes first among the healthy ones, in proportion: the operator's weight, reduced by its price. */
  weight: number
  price: RateCard
  /** The account's own key that is used; the charge is the fee. */
  byokKeyId?: string
}

export type Unserved = {
  /** Providers that serve it but have no credential here. */
  withoutCredential: readonly string[]
  /** The date on which its providers stopped serving it. */
  retiredOn: string | null
}

export type RoutedModel = {
  public: CatalogModel
  capabilities: Capabilities
  /** Other facts that a writer of requests needs. */
  facts: Pick<Target, 'thinking' | 'requiresThoughtSignature' | 'voices'>
  routes: readonly Route[]
  /** The routes that an account's own key adds, whether the platform has a key or not. */
  ownable: readonly Route[]
  /** Why there is no route, if known; shown to callers. */
  unserved: Unserved
  /** A second route starts after this time without a token; null: never. */
  hedgeAfterMs: number | null
}

/** What this router can serve. Immutable: a new configuration makes a new catalog, and running requests keep theirs. */
export type Catalog = {
  version: string
  /** The version of the prices; every charge has it. */
  priceVersion: string
  /** The share of the list price that is charged for requests with an account's own key. */
  byokFeeBasisPoints: number
  allowed: Allowed
  providers: ReadonlyMap<string, Provider>
  models: ReadonlyMap<string, RoutedModel>
  /** The operator's aliases of models. */
  aliases: Readonly<Record<string, string>>
}
