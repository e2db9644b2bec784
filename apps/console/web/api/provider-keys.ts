import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** An organization's own key of a provider, as in `/v1/byok`: only its visible part. */
export type ProviderKey = {
  id: string
  provider: string
  name: string
  label: string
  created_at: string
}

const PATH = '/console/v1/byok'

export const providerKeysQuery = queryOptions({
  queryKey: ['provider-keys'],
  queryFn: async ({ signal }) => (await getJson<{ data: ProviderKey[] }>(PATH, signal)).data,
})

type NewKey = { provider: string; api_key: string; name?: string }

/** Stores a key; it replaces the provider's previous one. */
export const storeProviderKey = (key: NewKey): Promise<ProviderKey> => sendJson('POST', PATH, key)
export const deleteProviderKey = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)
