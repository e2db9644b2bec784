import type { Bus } from '@gptget/bus'
import { runCallerLeft } from '@gptget/contracts'
import { ERRORS, PublicError, type ErrorCode } from '@gptget/errors'
import { headersWithoutBody, postToService, publicUrlOf } from '@gptget/http'
import type { ServiceDirectory } from '@gptget/http'
import { bytesOf } from '@gptget/threads'
import type { IncomingMessage } from 'node:http'
import { readAll } from '../../ask-self.ts'
import { AnswerWriter } from '../deliver/answer-writer.ts'
import type { KeepAlive } from '../deliver/keep-alive.ts'
import type { Received } from '../receive-body/receive-body.ts'
import type { InboundRequest } from '../request/inbound-request.ts'
import { doesOutliveCaller } from '../request/outlive-caller.ts'

type Context = {
  bus: Bus
  directory: ServiceDirectory
  keepAlive: KeepAlive
  config: { publicUrl: string | null }
}

/**
 * Has the computers service run a chat on a computer, and relays its answer. The run belongs to that service: it
 * continues if this edge dies, and ends when its caller disconnects, unless the request says otherwise.
 * @throws PublicError if it did not start
 */
export const forwardRun = async (context: Context, received: Received, computerId: string): Promise<void> => {
  const { inbound } = received
  const gone = new AbortController()
  inbound.outgoing.once('close', () => {
    gone.abort()
    tellOfLeaving(context, inbound)
  })
  const answer = await ask(context, received, computerId, gone.signal)
  if (answer.statusCode !== 200) throw await refusalIn(answer)
  await passOn(context, inbound, answer)
}

const ask = async (
  { directory, config }: Context,
  { inbound, sent }: Received,
  computerId: string,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  const reached = new URL(publicUrlOf(inbound.incoming, config.publicUrl))
  const answer = await postToService(directory, {
    path: `/v1/computers/${encodeURIComponent(computerId)}/runs?dialect=${inbound.dialect}`,
    headers: {
      ...headersWithoutBody(inbound.incoming),
      'x-request-id': inbound.requestId,
      'x-forwarded-host': reached.host,
      'x-forwarded-proto': reached.protocol.slice(0, -1),
      // We tell it when the caller disconnects; it does not see the connection.
      [FORWARDED_HEADER]: inbound.generationId,
    },
    body: bytesOf(sent),
    signal,
  })
  if (answer !== null) return answer
  const message = 'computer_id: there are no computers here that a model could use. Leave the field out.'
  throw new PublicError('invalid_request', message, { param: 'computer_id' })
}

/** A refusal, to be written in the caller's dialect. */
const refusalIn = async (answer: IncomingMessage): Promise<PublicError> => {
  const { error } = JSON.parse(await readAll(answer)) as {
    error: { message: string; error_type: string; param?: string | null; metadata?: Record<string, unknown> }
  }
  const retryAfterMs = Number(answer.headers['retry-after-ms'] ?? Number.NaN)
  return new PublicError(
    Object.hasOwn(ERRORS, error.error_type) ? (error.error_type as ErrorCode) : 'internal',
    error.message,
    {
      ...(typeof error.param === 'string' ? { param: error.param } : {}),
      ...(error.metadata === undefined ? {} : { metadata: error.metadata }),
      ...(Number.isFinite(retryAfterMs) ? { retryAfterMs } : {}),
    },
  )
}

const FORWARDED_HEADER = 'x-gptget-forwarded'

const tellOfLeaving = ({ bus }: Context, inbound: InboundRequest): void => {
  if (inbound.outgoing.writableFinished || doesOutliveCaller(inbound, { isStream: true })) return
  bus.emit(runCallerLeft, { reference: inbound.generationId })
}

/** Headers that the writer of answers sets itself. */
const OWN_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'date']

const passOn = async (context: Context, inbound: InboundRequest, answer: IncomingMessage): Promise<void> => {
  const writer = new AnswerWriter(context, inbound)
  const headers = Object.entries(answer.headers).filter(([name]) => !OWN_HEADERS.includes(name))
  writer.head(
    answer.statusCode ?? 502,
    Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    true,
  )
  try {
    for await (const bytes of answer as AsyncIterable<Uint8Array>) await write(writer, inbound, bytes)
    writer.end()
  } catch (error) {
    const message =
      'The connection to the run was lost. Its events are at /v1/computers/{id}/runs/{run}/events.'
    writer.fail(new PublicError('service_unavailable', message, {}, error))
  }
}

const write = (writer: AnswerWriter, { outgoing }: InboundRequest, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (outgoing.destroyed || writer.write(bytes)) return resolve()
    writer.onceDrained(resolve)
    outgoing.once('close', resolve)
  })
