import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** A key, as in `/v1/keys`. */
export type Key = {
  id: string
  label: string
  name: string
  disabled: boolean
  is_management_key: boolean
  usage: number
  usage_daily: number
  usage_monthly: number
  limit: number | null
  limit_daily: number | null
  limit_monthly: number | null
  requests_per_minute: number | null
  tokens_per_minute: number | null
  allowed_models: string[] | null
  expires_at: string | null
  revoked_at: string | null
  /** A day of UTC; null: never. */
  last_used_on: string | null
  created_at: string
}

export type KeyFields = {
  name?: string
  limit?: number | null
  limit_daily?: number | null
  limit_monthly?: number | null
  requests_per_minute?: number | null
  tokens_per_minute?: number | null
  allowed_models?: string[] | null
  expires_at?: string | null
  disabled?: boolean
}

const PATH = '/console/v1/keys'
const PAGE = 100

const readPage = (offset: number, signal: AbortSignal) =>
  getJson<{ data: Key[] }>(`${PATH}?include_disabled=true&offset=${offset}`, signal)

/** All keys of the organization, newest first. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => {
    const keys: Key[] = []
    for (;;) {
      const { data } = await readPage(keys.length, signal)
      keys.push(...data)
      if (data.length < PAGE) return keys.toReversed()
    }
  },
})

export type CreatedKey = { data: Key; key: string }

export const createKey = (fields: KeyFields): Promise<CreatedKey> => sendJson('POST', PATH, fields)
export const updateKey = (id: string, fields: KeyFields): Promise<{ data: Key }> =>
  sendJson('PATCH', `${PATH}/${id}`, fields)
export const revokeKey = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)
export const rotateKey = (id: string, overlapSeconds: number): Promise<CreatedKey> =>
  sendJson('POST', `${PATH}/${id}/rotate`, { overlap_seconds: overlapSeconds })
