import { z } from 'zod'

/** Without `days` it only reads; null: as long as the operator keeps it. */
export const retentionChange = z.object({
  accountId: z.string(),
  days: z.number().int().nullable().optional(),
})
export type RetentionChange = z.output<typeof retentionChange>

/** What the tasks-worker keeps for a number of days. */
export const RETENTION_KINDS = ['responses', 'tasks', 'conversations'] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

/** For how many days an account has something kept; null: for `mostDays`, as the operator set. */
export const retentionAnswer = z.object({ days: z.number().int().nullable(), mostDays: z.number() })
export type Retention = z.output<typeof retentionAnswer>
