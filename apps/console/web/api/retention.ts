import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** For how many days something is kept; null: for `most_days`, as the operator set. */
export type Retention = { days: number | null; most_days: number }
export type RetentionKind = 'media' | 'responses'

const PATH = '/console/api/retention'

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => getJson<Record<RetentionKind, Retention | null>>(PATH, signal),
})

export const setRetention = (kind: RetentionKind, days: number | null): Promise<Retention> =>
  sendJson('PUT', PATH, { kind, days })

/** Where everything that is kept of the organisation is downloaded. */
export const EXPORT_PATH = '/console/api/export'
