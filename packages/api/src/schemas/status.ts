import { z } from 'zod'

const state = z
  .enum(['operational', 'degraded', 'down'])
  .describe('`degraded`: it works for some, or is slow; `down`: it does not.')

const part = (description: string) => z.strictObject({ id: z.string(), status: state }).describe(description)

export const statusSchema = z
  .strictObject({
    object: z.literal('status'),
    status: state.describe(
      'The whole: `down` where no model can be called, `degraded` where a part is not well.',
    ),
    checked_at: z.iso
      .datetime()
      .describe('When this was found out. It is looked at again after five seconds.'),
    services: z.array(part('A part of the platform.')),
    providers: z.array(part('Who serves models, as the requests of the last minutes found them.')),
  })
  .meta({ id: 'Status' })
