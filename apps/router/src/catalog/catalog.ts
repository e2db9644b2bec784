import type { CatalogModel } from '@gptget/contracts'
import type { RateCard } from '@gptget/money'
import type { Capabilities, Target } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'
import type { Allowed } from './allowed.ts'

/** One way to serve a model. */
export type Route = {
  /** The public id of the model it serves. */
  model: string
  provider: Provider
  upstreamModel: string
  /** The same in every router, and for every model that is served this way: what health is kept by. */
  key: string
  /** How often it comes first among the healthy ones, in proportion: the operator's weight, less where it is dear. */
  weight: number
  price: RateCard
  /** The account's own key that is used: what is charged is the fee. */
  byokKeyId?: string
}

export type Unserved = {
  /** Providers that serve it and for which there is no credential. */
  withoutCredential: readonly string[]
  /** The day on which the providers that could have been asked stopped serving it. */
  retiredOn: string | null
}

export type RoutedModel = {
  public: CatalogModel
  capabilities: Capabilities
  /** What else a writer of requests must know of it. */
  facts: Pick<Target, 'thinking' | 'requiresThoughtSignature' | 'voices'>
  routes: readonly Route[]
  /** The routes that an account's own key opens, whether the platform has one or not. */
  ownable: readonly Route[]
  /** Why no route is there, where it is known: told to who asks for it. */
  unserved: Unserved
  /** After how long without a token a second route is asked too; null: never. */
  hedgeAfterMs: number | null
}

/** What this router can serve. Immutable: a new configuration makes a new one, running requests keep theirs. */
export type Catalog = {
  version: string
  /** Names the prices in force: every charge carries it. */
  priceVersion: string
  /** The share of the list price that is charged where an account's own key is used. */
  byokFeeBasisPoints: number
  allowed: Allowed
  providers: ReadonlyMap<string, Provider>
  models: ReadonlyMap<string, RoutedModel>
  /** The operator's other names of models. */
  aliases: Readonly<Record<string, string>>
}
