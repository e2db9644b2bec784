import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** An organisation's own key of a provider, as `/v1/byok` has it: of the key itself only what may be shown. */
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

/** Stores a key in the place of the provider's other one. */
export const storeProviderKey = (key: NewKey): Promise<ProviderKey> => sendJson('POST', PATH, key)
export const deleteProviderKey = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)
