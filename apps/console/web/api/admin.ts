import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

export type Account = {
  id: string
  name: string
  state: 'active' | 'suspended' | 'closed'
  created_at: string
  available: number
  in_use: number
}

const ACCOUNTS = '/console/api/admin/accounts'

export const accountsQuery = queryOptions({
  queryKey: ['admin', 'accounts'],
  queryFn: async ({ signal }) => (await getJson<{ accounts: Account[] }>(ACCOUNTS, signal)).accounts,
})

export const addCredits = (id: string, amountCents: number, reason: string): Promise<unknown> =>
  sendJson('POST', `${ACCOUNTS}/${id}/credits`, { amount_cents: amountCents, reason })

export const setAccountState = (id: string, state: 'active' | 'suspended'): Promise<unknown> =>
  sendJson('PATCH', `${ACCOUNTS}/${id}`, { state })

export type Route = {
  provider: string
  upstreamModel: string
  models: string[]
  circuit: 'closed' | 'open' | 'half-open'
  openForMs: number
  reason: string | null
  attempts: number
  errors: number
  ttftP50Ms: number | null
  tokensPerSecond: number | null
  credentialCount: number
  coolingCredentials: { position: number; forMs: number; reason: string }[]
}

const REFRESH_MS = 5_000

export const routesQuery = queryOptions({
  queryKey: ['admin', 'routes'],
  refetchInterval: REFRESH_MS,
  queryFn: async ({ signal }) =>
    (await getJson<{ routes: Route[] }>('/console/api/admin/providers', signal)).routes,
})

export const makePasswordLink = (email: string) =>
  sendJson<{ link: string }>('POST', '/console/api/admin/password-links', { email })
