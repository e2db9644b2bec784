import { z } from 'zod'

const time = z.iso.datetime()

/** Query parameters are text. */
export const realtimeSessionsQuerySchema = z.object({
  status: z.enum(['open', 'closed']).optional().describe('Only open sessions, or only closed ones.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe('The maximum number of sessions.')
    .meta({ examples: [20] }),
})

export const realtimeSessionSchema = z
  .object({
    id: z.string(),
    object: z.literal('realtime.session'),
    type: z.string().describe('`realtime` or `transcription`.'),
    model: z.string(),
    backend: z.string().describe('`cascade`, or the provider it is relayed to.'),
    status: z.enum(['open', 'closed']),
    responses: z.int().nonnegative().describe('The number of answers so far.'),
    cost: z.number().describe('The cost of its answers so far, in US dollars.'),
    key_id: z.string(),
    created_at: time,
    closed_at: time.nullable(),
    close_reason: z.string().nullable(),
  })
  .meta({ id: 'RealtimeSession' })

export const realtimeSessionsSchema = z
  .object({ object: z.literal('list'), data: z.array(realtimeSessionSchema) })
  .meta({ id: 'RealtimeSessionList' })

export const closedSessionSchema = z
  .object({ id: z.string(), object: z.literal('realtime.session'), deleted: z.literal(true) })
  .meta({ id: 'ClosedRealtimeSession' })

export const clientSecretRequestSchema = z
  .object({
    expires_after: z
      .object({
        anchor: z.literal('created_at').default('created_at'),
        seconds: z
          .int()
          .min(10)
          .max(7_200)
          .default(600)
          .describe('How long it can be used to open its session.'),
      })
      .prefault({})
      .describe('When it expires if it is not used.'),
    session: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        'The initial session, as in `session.update`. With `model`, the secret works for that model only.',
      ),
  })
  .meta({ id: 'RealtimeClientSecretRequest' })

export const clientSecretSchema = z
  .object({
    value: z.string().describe('`ek_…`: opens one session, instead of the API key.'),
    expires_at: z.int().describe('In seconds since 1970.'),
    session: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RealtimeClientSecret' })
