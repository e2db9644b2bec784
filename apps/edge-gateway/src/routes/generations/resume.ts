import { generationQuerySchema } from '@gptget/api/schemas/generation'
import { findRecording, readGeneration } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { RequestTarget } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { EdgeContext } from '../../context.ts'
import { findCaller } from '../../pipeline/authenticate/authenticate.ts'
import { FIND_TIMEOUT_MS } from '../../pipeline/deliver/follow-response.ts'
import { relayRecording } from '../../pipeline/deliver/relay-recording.ts'
import { headerOf } from '../../pipeline/request/inbound-request.ts'
import type { InboundRequest } from '../../pipeline/request/inbound-request.ts'
import { parseQuery } from '../../requests/recorded-stream.ts'
import type { Query, RecordedStream } from '../../requests/recorded-stream.ts'

const PATH = '/v1/generation/stream'

/** The same as a route: it is not served through Hono. */
export const RESUME_ROUTE = { method: 'GET', path: PATH }

/** The stream of a generation from the reader's last position; null for other paths. */
export const resumedStreamAt = ({ method, path, query }: RequestTarget): RecordedStream | null => {
  if (method !== 'GET' || path !== PATH) return null
  return {
    dialect: 'openai-chat',
    serve: (context, inbound) => resumeStream(context, inbound, parseQuery(query)),
  }
}

const resumeStream = async (context: EdgeContext, inbound: InboundRequest, query: Query): Promise<void> => {
  const { accountId, keyId } = await findCaller(context, inbound.incoming)
  await context.lookups.take({ accountId, keyId }, inbound.outgoing)
  const { id: generationId } = parseAt(generationQuerySchema, query)
  const eventsBefore = readLastEventId(query.last_event_id ?? headerOf(inbound, 'last-event-id'))
  if (!/^[\w-]{1,200}$/.test(generationId)) throw noSuchStream(generationId)
  const asked = { accountId, generationId }
  const found = await context.bus.find(findRecording, asked, FIND_TIMEOUT_MS)
  if (found === null) throw await whyNotStored(context, asked)
  if (!found.isStream) throw notStreamed()
  await relayRecording(context, inbound, { instanceId: found.instanceId, ...asked, eventsBefore })
}

const readLastEventId = (text: string | null): number => {
  if (text === null || text === '') return 0
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new PublicError('invalid_request', 'Last-Event-ID: must be the number of received events.', {
    param: 'Last-Event-ID',
  })
}

/** No router has it: the receipt says why. */
const whyNotStored = async (
  { bus }: EdgeContext,
  asked: { accountId: string; generationId: string },
): Promise<PublicError> => {
  const { generation } = await bus.call(readGeneration, asked)
  if (generation === null) return noSuchStream(asked.generationId)
  if (!generation.details.isStream) return notStreamed()
  return new PublicError(
    'answer_gone',
    'This stream is no longer stored: streams can be resumed for 10 minutes after their end, or less if memory is short.',
    { param: 'id' },
  )
}

const notStreamed = (): PublicError =>
  new PublicError('invalid_request', 'This generation was not requested as a stream.', { param: 'id' })

const noSuchStream = (id: string): PublicError =>
  new PublicError('not_found', `There is no stream "${id.slice(0, 100)}".`, { param: 'id' })
