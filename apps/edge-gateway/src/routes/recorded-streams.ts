import { generationQuerySchema } from '@gptget/api/schemas/generation'
import { responseQuerySchema } from '@gptget/api/schemas/stored-responses'
import type { Dialect } from '@gptget/contracts'
import { findRecording, readGeneration } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate } from '@gptget/http'
import type { RequestTarget } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { EdgeContext } from '../context.ts'
import { FIND_TIMEOUT_MS } from '../pipeline/deliver/follow-response.ts'
import { followResponse } from '../pipeline/deliver/follow-response.ts'
import { relayRecording } from '../pipeline/deliver/relay-recording.ts'
import { headerOf } from '../pipeline/request/inbound-request.ts'
import type { InboundRequest } from '../pipeline/request/inbound-request.ts'
import { requireId } from './require-id.ts'

export type ServeStream = (context: EdgeContext, inbound: InboundRequest) => Promise<void>

export const STREAM_PATH = '/v1/generation/stream'
const RESPONSE_PATH = /^\/v1\/responses\/([^/]+)$/

/** A stream that is read again, from where its reader lost it; null where none is asked for. */
export const recordedStreamAt = ({
  method,
  path,
  query,
}: RequestTarget): { dialect: Dialect; serve: ServeStream } | null => {
  if (method !== 'GET') return null
  const asked = (): Record<string, string> => Object.fromEntries(new URLSearchParams(query))
  if (path === STREAM_PATH)
    return { dialect: 'openai-chat', serve: (context, inbound) => resumeStream(context, inbound, asked()) }
  const [, responseId] = RESPONSE_PATH.exec(path) ?? []
  if (responseId === undefined || asked().stream !== 'true') return null
  return {
    dialect: 'openai-responses',
    serve: (context, inbound) => streamResponse(context, inbound, { ...asked(), responseId }),
  }
}

type Query = Record<string, string>

/** From the event after the one whose sequence number is given; they count from 0. */
const streamResponse = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { responseId, ...query }: Query & { responseId: string },
): Promise<void> => {
  const { accountId, keyId } = await authenticate(inbound.incoming, context)
  context.lookups.take(keyId)
  requireId('response', responseId)
  const { starting_after: last } = parseAt(responseQuerySchema, query)
  const eventsBefore = last === undefined ? 0 : last + 1
  await followResponse(context, inbound, { accountId, responseId, eventsBefore })
}

const resumeStream = async (context: EdgeContext, inbound: InboundRequest, query: Query): Promise<void> => {
  const { accountId, keyId } = await authenticate(inbound.incoming, context)
  context.lookups.take(keyId)
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
  throw new PublicError(
    'invalid_request',
    'Last-Event-ID: must be the number of events that were received.',
    { param: 'Last-Event-ID' },
  )
}

/** No router has it: the receipt tells why. */
const whyNotStored = async (
  { bus }: EdgeContext,
  asked: { accountId: string; generationId: string },
): Promise<PublicError> => {
  const { generation } = await bus.call(readGeneration, asked)
  if (generation === null) return noSuchStream(asked.generationId)
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
