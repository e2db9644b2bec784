import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** A retention in days; null: `most_days`, which the operator set. */
export type Retention = { days: number | null; most_days: number }
export const RETENTION_KINDS = ['media', 'responses', 'tasks', 'conversations'] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

const PATH = '/console/api/retention'

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => getJson<Record<RetentionKind, Retention | null>>(PATH, signal),
})

export const setRetention = (kind: RetentionKind, days: number | null): Promise<Retention> =>
  sendJson('PUT', PATH, { kind, days })

/** The address of the export. */
export const EXPORT_PATH = '/console/api/export'
