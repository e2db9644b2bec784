import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** One transaction of the wallet, as in `/v1/ledger`. */
export type LedgerEntry = {
  id: string
  kind: 'grant' | 'usage'
  created_at: string
  generation_id: string | null
  charge_id: string | null
  reason: string | null
  amount_usd: string
  model: string | null
  key_id: string | null
}

type LedgerPage = { data: LedgerEntry[]; last_id: string | null; has_more: boolean }

export type LedgerKind = 'all' | 'grant' | 'usage'

const PAGE = 50

export const ledgerQuery = (kind: LedgerKind) =>
  infiniteQueryOptions({
    queryKey: ['ledger', kind],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(PAGE) })
      if (kind !== 'all') search.set('kind', kind)
      if (pageParam !== null) search.set('after', pageParam)
      return getJson<LedgerPage>(`/console/v1/ledger?${search}`, signal)
    },
    getNextPageParam: ({ has_more, last_id }) => (has_more ? last_id : null),
  })

/** Filters of charges. */
export type ChargeFilters = { key_id?: string; model?: string; from: string; to: string }

/** As many charges as a page shows quickly. */
const CHARGES_PAGE = 200

const chargesUrl = (filters: ChargeFilters, more: Record<string, string>): string =>
  `/console/v1/ledger?${new URLSearchParams({ kind: 'usage', ...filters, ...more })}`

export const chargesCsvUrl = (filters: ChargeFilters): string => chargesUrl(filters, { format: 'csv' })

/** Charges, the newest first, page by page. */
export const chargesQuery = (filters: ChargeFilters) =>
  infiniteQueryOptions({
    queryKey: ['charges', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      getJson<LedgerPage>(
        chargesUrl(filters, {
          limit: String(CHARGES_PAGE),
          ...(pageParam === null ? {} : { after: pageParam }),
        }),
        signal,
      ),
    getNextPageParam: ({ has_more, last_id }) => (has_more ? last_id : null),
  })

export const LEDGER_CSV = '/console/v1/ledger?format=csv'

export const creditsQuery = queryOptions({
  queryKey: ['credits'],
  queryFn: async ({ signal }) => {
    const { data } = await getJson<{ data: { total_credits: number; total_usage: number } }>(
      '/console/v1/credits',
      signal,
    )
    return {
      granted: data.total_credits,
      used: data.total_usage,
      left: data.total_credits - data.total_usage,
    }
  },
})
