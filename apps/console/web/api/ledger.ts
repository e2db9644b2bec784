import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** One transaction of the wallet, as `/v1/ledger` has it. */
export type LedgerEntry = {
  id: string
  kind: 'grant' | 'usage'
  created_at: string
  generation_id: string | null
  charge_id: string | null
  reason: string | null
  amount_usd: string
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
