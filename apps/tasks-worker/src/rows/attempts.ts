import { z } from 'zod'
import type { WebhookDeliveryRow } from '../db/schema/webhooks.ts'

const attempts = z.array(
  z.object({
    at: z.string(),
    status: z.number().int().nullable(),
    duration_ms: z.number(),
    error: z.string().nullable(),
  }),
)
export type Attempt = z.output<typeof attempts>[number]

export const readAttempts = ({ attempts: text }: Pick<WebhookDeliveryRow, 'attempts'>): Attempt[] =>
  attempts.parse(JSON.parse(text))
