import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

type Price = {
  input: number | null
  cachedInput: number | null
  output: number | null
  image: number | null
  second: number | null
  minute: number | null
  millionCharacters: number | null
}

export type Model = {
  id: string
  name: string
  owner: string
  description: string | null
  context: number | null
  maxOutput: number | null
  input: string[]
  output: string[]
  parameters: string[]
  available: boolean
  retires: string | null
  replacement: string | null
  /** Providers that serve it with an organization's own key. */
  ownKeyProviders: string[]
  price: Price
}

/** All models of the platform. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  staleTime: 60_000,
  queryFn: async ({ signal }) =>
    (await getJson<{ models: Model[] }>('/console/public/models', signal)).models,
})
