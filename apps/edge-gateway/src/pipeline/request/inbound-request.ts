import type { Dialect, Framing, OperationName } from '@gptget/contracts'
import { requestIdOf } from '@gptget/http'
import { CAPABILITIES } from '@gptget/protocol'
import type { Observation } from './observation.ts'
import type { Span } from '@gptget/runtime'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request for a generation as it arrived, with its ids. */
export type InboundRequest = {
  operation: OperationName
  dialect: Dialect
  incoming: IncomingMessage
  outgoing: ServerResponse
  /** How the frames of a stream are written. */
  framing: Framing
  /** What this dialect has in the path and others in the body: Gemini's `model` and `stream`. */
  pathFields: Readonly<Record<string, unknown>>
  /** The caller's `x-request-id`, or ours. */
  requestId: string
  /** In the dialect's format: it is also the id of the answer. */
  generationId: string
  arrivedAtMs: number
  /** Headers of every answer to it, including errors; filled as they become known. */
  answerHeaders: Record<string, string>
}

/** The data of a request besides its body, in a form that can be sent to a thread. */
export type InboundHead = Pick<InboundRequest, 'operation' | 'dialect' | 'framing' | 'pathFields'> & {
  incoming: Pick<IncomingMessage, 'headers'>
}

export const inboundHeadOf = ({
  operation,
  dialect,
  framing,
  pathFields,
  incoming,
}: InboundRequest): InboundHead => ({
  operation,
  dialect,
  framing,
  pathFields,
  incoming: { headers: incoming.headers },
})

/**
 * A request on its way through the pipeline; each step adds its results. The inbound request stays separate, so that
 * the writer of the answer does not keep the body in memory.
 */
export type TracedRequest = { inbound: InboundRequest; span: Span; observed: Observation }

/** The prefix of ids of other answers than chats. */
const OPERATION_PREFIXES: Partial<Record<OperationName, string>> = {
  embeddings: 'emb-',
  completions: 'cmpl-',
  moderations: 'modr-',
  images: 'img_',
  speech: 'speech-',
  transcriptions: 'transcript-',
  translations: 'translation-',
  rerank: 'rerank-',
}

type NewInboundRequest = Pick<InboundRequest, 'dialect' | 'incoming' | 'outgoing' | 'arrivedAtMs'> &
  Partial<InboundRequest> & { id: string }

/** A request with its ids. `id` is random text for them. */
export const createInboundRequest = ({
  id,
  operation = 'chat',
  ...inbound
}: NewInboundRequest): InboundRequest => ({
  operation,
  framing: 'sse',
  pathFields: {},
  answerHeaders: {},
  requestId: requestIdOf(inbound.incoming.headers['x-request-id'], id),
  generationId: (OPERATION_PREFIXES[operation] ?? CAPABILITIES[inbound.dialect].answerIdPrefix) + id,
  ...inbound,
})

/** A request's header, else null. */
export const headerOf = ({ incoming }: Pick<InboundHead, 'incoming'>, name: string): string | null => {
  const value = incoming.headers[name]
  return value === undefined ? null : String(value)
}

/** The page or app that sends a request, as it names itself. */
export const originOf = (inbound: InboundRequest): string | null =>
  headerOf(inbound, 'http-referer') ?? headerOf(inbound, 'referer')

/** The id of a request, in each dialect's format. */
export const requestIdHeaders = (dialect: Dialect, requestId: string): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const name of CAPABILITIES[dialect].requestIdHeaders) headers[name] = requestId
  return headers
}
