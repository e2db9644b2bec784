import { z } from 'zod'

const state = z
  .enum(['operational', 'degraded', 'down'])
  .describe('`degraded`: it is slow, or fails for some callers. `down`: it does not work.')

const part = (description: string) => z.strictObject({ id: z.string(), status: state }).describe(description)

export const statusSchema = z
  .strictObject({
    object: z.literal('status'),
    status: state.describe(
      'The whole platform: `down` if no model can be called, `degraded` if a part has problems.',
    ),
    checked_at: z.iso
      .datetime()
      .describe('When the status was checked. It is checked again after five seconds.'),
    services: z.array(part('A part of the platform.')),
    providers: z.array(part('A provider of models, judged by the requests of the last minutes.')),
  })
  .meta({ id: 'Status' })
