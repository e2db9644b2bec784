import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** One provider's route to models. */
export type ModelProvider = {
  provider: string
  /** Public ids. */
  models: string[]
  /** false: it failed recently, and other providers are used for now. */
  serves: boolean
  /** Measured in the last minutes; null: there were no requests. */
  firstTokenMs: number | null
  tokensPerSecond: number | null
}

export const modelProvidersQuery = queryOptions({
  queryKey: ['model-providers'],
  staleTime: 10_000,
  queryFn: async ({ signal }) =>
    (await getJson<{ providers: ModelProvider[] }>('/console/public/model-providers', signal)).providers,
})
