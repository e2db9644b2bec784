import { generationQuerySchema } from '@gptget/api/schemas/generation'
import { findRecording, readGeneration } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { createInboundRequest } from '../generation/inbound-request.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import { headerOf } from '../generation/generation-head.ts'
import { relayRecording } from '../generation/relay-recording.ts'
import { FIND_TIMEOUT_MS } from '../generation/report-lost.ts'
import { answerFailure } from '../generation/run-generation.ts'

/** A stream again, from where its reader lost it. Writes to the socket itself, as the generations do. */
export const generationStreamRoute = (context: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().get('/v1/generation/stream', async (c) => {
    const { incoming: request, outgoing: response } = c.env
    const arrivedAtMs = context.now()
    const inbound = createInboundRequest({
      dialect: 'openai-chat',
      request,
      response,
      arrivedAtMs,
      id: context.makeId(),
    })
    try {
      const lastEventId = c.req.query('last_event_id') ?? headerOf(inbound, 'last-event-id')
      await resume(context, inbound, c.req.query(), lastEventId)
    } catch (error) {
      answerFailure(context, inbound, error)
    }
    return RESPONSE_ALREADY_SENT
  })

const resume = async (
  context: EdgeContext,
  inbound: InboundRequest,
  query: Record<string, string>,
  lastEventId: string | null,
): Promise<void> => {
  const { accountId } = await authenticate(inbound.request, context.keys, context.now())
  const { id: generationId } = parseAt(generationQuerySchema, query)
  const eventsBefore = readLastEventId(lastEventId)
  if (!/^[\w-]{1,200}$/.test(generationId)) throw noSuchStream(generationId)
  const found = await context.bus.find(findRecording, { accountId, generationId }, FIND_TIMEOUT_MS)
  if (found === null) throw await whyNotStored(context, accountId, generationId)
  if (!found.isStream) throw notStreamed()
  const { instanceId } = found
  await relayRecording(context, inbound, { instanceId, accountId, generationId, eventsBefore })
}

const readLastEventId = (text: string | null): number => {
  if (text === null || text === '') return 0
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new PublicError(
    'invalid_request',
    'Last-Event-ID: must be the number of events that were received.',
    {
      param: 'Last-Event-ID',
    },
  )
}

/** No router has it: the receipt tells why. */
const whyNotStored = async (
  { bus }: EdgeContext,
  accountId: string,
  generationId: string,
): Promise<PublicError> => {
  const { generation } = await bus.call(readGeneration, { accountId, generationId })
  if (generation === null) return noSuchStream(generationId)
  if (!generation.details.isStream) return notStreamed()
  return new PublicError(
    'answer_gone',
    'This stream is not kept any more: streams can be resumed for 10 minutes after their end, while there is room.',
    { param: 'id' },
  )
}

const notStreamed = (): PublicError =>
  new PublicError('invalid_request', 'This generation was not asked for as a stream.', { param: 'id' })

const noSuchStream = (id: string): PublicError =>
  new PublicError('not_found', `There is no stream "${id.slice(0, 100)}".`, { param: 'id' })
