import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** The use of one model with one key on one day, as in `/v1/activity`. */
export type ActivityRow = {
  date: string
  key_id: string
  key_name: string | null
  model: string
  requests: number
  input_tokens: number
  cache_read_tokens: number
  output_tokens: number
  reasoning_tokens: number
  charged_usd: string
}

export type ActivityAnswer = { data: ActivityRow[]; from: string; to: string }

export type Period = '7' | '30' | '90'

/** The first and the last day of a period that ends today. */
export const daysOfPeriod = (period: Period): { from: string; to: string } => ({
  from: dayBefore(Number(period) - 1),
  to: dayBefore(0),
})

const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** The address of the activity of a period, as JSON or CSV. */
export const activityUrl = (period: Period, format: 'json' | 'csv'): string =>
  `/console/v1/activity?${new URLSearchParams({ ...daysOfPeriod(period), format })}`

export const activityQuery = (period: Period) =>
  queryOptions({
    queryKey: ['activity', period],
    queryFn: ({ signal }) => getJson<ActivityAnswer>(activityUrl(period, 'json'), signal),
  })
