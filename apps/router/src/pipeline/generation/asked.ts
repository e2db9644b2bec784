import type { GenerationHead } from '@gptget/contracts'
import type { Content } from '../../bodies/content.ts'
import type { Operation } from './operation.ts'
import type { Catalog, Route } from '../../catalog/catalog.ts'

/** What must be known of a request to select its routes. */
export type Asked = {
  head: Pick<
    GenerationHead,
    'accountId' | 'conversationKey' | 'dialect' | 'extras' | 'isStream' | 'isStrict' | 'model' | 'routing'
  >
  operation: Pick<Operation, 'isServedIn' | 'name'>
  catalog: Catalog
  content: Content
  /** The length of its body. */
  byteLength: number
}

/** A route that is not used, and why. */
export type Exclusion = { provider: string; upstreamModel: string; reason: string }

export const exclude = ({ provider, upstreamModel }: Route, reason: string): Exclusion => ({
  provider: provider.id,
  upstreamModel,
  reason,
})
