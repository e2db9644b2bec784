import type { realtimeSessionSchema } from '@gptget/api/schemas/realtime'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import type { SessionRow } from '../db/schema/index.ts'

/** A session as its account sees it. */
export const describeSessionRow = (row: SessionRow): z.output<typeof realtimeSessionSchema> => ({
  id: row.session_id,
  object: 'realtime.session',
  type: row.type,
  model: row.model,
  backend: row.backend,
  status: row.status,
  responses: row.responses,
  cost: toUsdNumber(row.cost),
  key_id: row.key_id,
  created_at: row.created_at.toISOString(),
  closed_at: row.closed_at?.toISOString() ?? null,
  close_reason: row.close_reason,
})
