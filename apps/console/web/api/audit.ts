import { infiniteQueryOptions } from '@tanstack/react-query'
import { getJson } from './client.ts'

export type AuditEntry = {
  id: string
  actor: { kind: string; id: string }
  action: string
  subject: string
  details: Record<string, unknown>
  created_at: string
}

type AuditPage = { data: AuditEntry[]; last_id: string | null; has_more: boolean }

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    getJson<AuditPage>(
      `/console/v1/audit?limit=50${pageParam === null ? '' : `&after=${pageParam}`}`,
      signal,
    ),
  getNextPageParam: ({ has_more, last_id }) => (has_more ? last_id : null),
})
