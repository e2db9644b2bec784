import { responseQuerySchema } from '@gptget/api/schemas/stored-responses'
import { authenticate } from '@gptget/http'
import type { RequestTarget } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { EdgeContext } from '../../context.ts'
import { followResponse } from '../../pipeline/deliver/follow-response.ts'
import type { InboundRequest } from '../../pipeline/request/inbound-request.ts'
import { parseQuery } from '../../requests/recorded-stream.ts'
import type { Query, RecordedStream } from '../../requests/recorded-stream.ts'
import { requireId } from '../../requests/require-id.ts'

const PATH = /^\/v1\/responses\/([^/]+)$/

/** A stored response that is requested as a stream (`?stream=true`), else null. */
export const streamedResponseAt = ({ method, path, query }: RequestTarget): RecordedStream | null => {
  if (method !== 'GET') return null
  const [, responseId] = PATH.exec(path) ?? []
  if (responseId === undefined) return null
  const asked = parseQuery(query)
  if (asked.stream !== 'true') return null
  return {
    dialect: 'openai-responses',
    serve: (context, inbound) => streamResponse(context, inbound, { ...asked, responseId }),
  }
}

/** Starts with the event after the given sequence number; they count from 0. */
const streamResponse = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { responseId, ...query }: Query & { responseId: string },
): Promise<void> => {
  const { accountId, keyId } = await authenticate(inbound.incoming, context)
  await context.lookups.take({ accountId, keyId }, inbound.outgoing)
  requireId('response', responseId)
  const { starting_after: last } = parseAt(responseQuerySchema, query)
  const eventsBefore = last === undefined ? 0 : last + 1
  await followResponse(context, inbound, { accountId, responseId, eventsBefore })
}
