import { z } from 'zod'

const day = z.iso.date('expected a day as 2026-01-31')
const format = z.enum(['json', 'csv'], 'expected json or csv').optional()
const kinds = z.enum(['grant', 'usage'], 'expected grant or usage')

export const activityQuery = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  key_id: z.string().optional(),
  model: z.string().optional(),
  format,
})

export const ledgerQuery = z.strictObject({
  after: z.string().optional(),
  order: z.enum(['asc', 'desc'], 'expected asc or desc').default('desc'),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  kind: kinds.optional(),
  generation_id: z.string().optional(),
  format,
})
