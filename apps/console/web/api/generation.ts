import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

export type Attempt = {
  provider_name: string
  model: string
  started_at: string
  latency?: number
  duration: number
  status: number | null
  error: { code: string; message: string } | null
  outcome: string | null
}

export type ChargeLine = {
  unit: string
  quantity: number
  rate_usd: string | null
  rate_size: number
  cost_usd: string | null
}

/** The receipt of one answer, as in `/v1/generation`. */
export type Generation = {
  id: string
  request_id: string
  model: string
  api_type: string
  provider_name: string | null
  provider_responses: Attempt[]
  excluded_providers: { provider_name: string; model: string; reason: string }[]
  status: string
  error: { code: string; message: string } | null
  finish_reason: string | null
  created_at: string
  latency: number | null
  generation_time: number
  total_cost: number
  lines: ChargeLine[]
}

export const generationQuery = (id: string) =>
  queryOptions({
    queryKey: ['generation', id],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await getJson<{ data: Generation }>(`/console/v1/generation?id=${encodeURIComponent(id)}`, signal))
        .data,
  })
