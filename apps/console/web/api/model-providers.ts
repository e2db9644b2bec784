import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** How one provider serves models here. */
export type ModelProvider = {
  provider: string
  /** Their public ids. */
  models: string[]
  /** false: it failed lately, and other providers are asked for now. */
  serves: boolean
  /** Of the last minutes; null: nobody asked. */
  firstTokenMs: number | null
  tokensPerSecond: number | null
}

export const modelProvidersQuery = queryOptions({
  queryKey: ['model-providers'],
  staleTime: 10_000,
  queryFn: async ({ signal }) =>
    (await getJson<{ providers: ModelProvider[] }>('/console/public/model-providers', signal)).providers,
})
