import { queryOptions } from '@tanstack/react-query'
import { sendJson } from './client.ts'

export type Simulation = {
  strategy: string
  hedge_after_ms: number | null
  largest_cost: number
  routes: {
    provider_name: string
    model: string
    public_model: string
    chance: number
    largest_cost: number | null
    health: {
      circuit: 'closed' | 'open' | 'half-open'
      requests: number
      errors: number
      latency_p50: number | null
      tokens_per_second: number | null
    }
  }[]
  excluded_providers: { provider_name: string; model: string; reason: string }[]
}

export type SimulationFields = { model?: string; sort?: string; ignore?: string; tokens?: string }

/** The routes that would serve a chat now. No provider is called. */
export const simulationQuery = ({ model = '', sort, ignore, tokens }: SimulationFields) =>
  queryOptions({
    queryKey: ['simulation', model, sort, ignore, tokens],
    enabled: model !== '',
    queryFn: () =>
      sendJson<Simulation>('POST', '/console/v1/route/simulate', {
        model,
        ...(tokens === undefined ? {} : { max_tokens: Number(tokens) }),
        provider: {
          ...(sort === undefined ? {} : { sort }),
          ...(ignore === undefined ? {} : { ignore: ignore.split(/[\s,]+/).filter(Boolean) }),
        },
      }),
  })
