import type { Dialect, Framing, OperationName } from '@gptget/contracts'
import { requestIdOf } from '@gptget/http'
import { CAPABILITIES } from '@gptget/protocol'
import type { Observation } from './observation.ts'
import type { Span } from '@gptget/runtime'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request for a generation as it came in, with the names it will go by. */
export type InboundRequest = {
  operation: OperationName
  dialect: Dialect
  incoming: IncomingMessage
  outgoing: ServerResponse
  /** How a stream's frames are to be set down. */
  framing: Framing
  /** What the dialect says in the path and others in the body: Gemini's `model` and `stream`. */
  pathFields: Readonly<Record<string, unknown>>
  /** The caller's `x-request-id`, or ours. */
  requestId: string
  /** In the dialect's own form: it is the answer's id too. */
  generationId: string
  arrivedAtMs: number
  /** Headers that every answer to it carries, a failure too; filled as they become known. */
  answerHeaders: Record<string, string>
}

/** What a request says beside its body; as data, a thread can be told of it. */
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
 * A request on its way through the pipeline: each step adds to it what it found out. What came in stays apart, so that
 * the writer of the answer does not keep the body.
 */
export type TracedRequest = { inbound: InboundRequest; span: Span; observed: Observation }

/** How the ids of answers that are no chat begin. */
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

/** A request as it comes in, named. `id` is random text for its names. */
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

/** A request's header, null when it has none of that name. */
export const headerOf = ({ incoming }: Pick<InboundHead, 'incoming'>, name: string): string | null => {
  const value = incoming.headers[name]
  return value === undefined ? null : String(value)
}

/** The page or app that a request comes from, as it names itself. */
export const originOf = (inbound: InboundRequest): string | null =>
  headerOf(inbound, 'http-referer') ?? headerOf(inbound, 'referer')

/** The id that a request goes by, under each name that the dialect has for it. */
export const requestIdHeaders = (dialect: Dialect, requestId: string): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const name of CAPABILITIES[dialect].requestIdHeaders) headers[name] = requestId
  return headers
}
