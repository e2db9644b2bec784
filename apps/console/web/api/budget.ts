import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** The monthly budget, and what this month (`2026-11`) has cost so far. */
export type Budget = { amount_cents: number | null; month: string; spent_cents: number }

const PATH = '/console/api/budget'

export const budgetQuery = queryOptions({
  queryKey: ['budget'],
  queryFn: ({ signal }) => getJson<Budget>(PATH, signal),
})

/** null: no budget. */
export const setBudget = (amountCents: number | null): Promise<unknown> =>
  sendJson('PUT', PATH, { amount_cents: amountCents })
