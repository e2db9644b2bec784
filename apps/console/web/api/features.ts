import { queryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** The features that the operator has configured. */
export type Features = {
  sign_up: 'open' | 'invited'
  sends_mail: boolean
  takes_payments: boolean
  single_sign_on: { name: string } | null
}

export const featuresQuery = queryOptions({
  queryKey: ['features'],
  staleTime: Infinity,
  queryFn: ({ signal }) => getJson<Features>('/console/public/features', signal),
})
