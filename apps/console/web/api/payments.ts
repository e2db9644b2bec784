import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

export type Payment = {
  id: string
  entry_id: string
  amount: number
  /** The refunded or disputed part, and how much of that could not be taken back yet. */
  reversed: number
  owed: number
  created_at: string
}

export type TopUp = {
  is_on: boolean
  threshold_cents: number
  amount_cents: number
  /** Why the last payment failed. */
  failure: string | null
  has_card: boolean
}

export const paymentsQuery = queryOptions({
  queryKey: ['payments'],
  queryFn: async ({ signal }) =>
    (await getJson<{ payments: Payment[] }>('/console/api/payments', signal)).payments,
})

export const topUpQuery = queryOptions({
  queryKey: ['top-up'],
  queryFn: ({ signal }) => getJson<TopUp>('/console/api/top-up', signal),
})

/** Goes to Stripe's payment page, which leads back here. */
export const pay = async (amountCents: number, savesCard: boolean): Promise<void> => {
  const { url } = await sendJson<{ url: string }>('POST', '/console/api/payments', {
    amount_cents: amountCents,
    saves_card: savesCard,
  })
  location.assign(url)
}

export const setTopUp = (wish: Pick<TopUp, 'is_on' | 'threshold_cents' | 'amount_cents'>) =>
  sendJson('PUT', '/console/api/top-up', wish)
