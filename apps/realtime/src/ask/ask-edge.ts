import { BusError, openAnswer } from '@gptget/bus'
import { answerForKey } from '@gptget/contracts'
import { isErrorCode, PublicError, toPublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { Context } from '../context.ts'

/** The owner of the session's key, with the same limits, prices, providers and charges as over HTTP. */
export type Caller = { keyHash: string; sessionId: string }

type Asked = {
  path: string
  body: Buffer
  signal: AbortSignal
}

/** An answer that was served. */
export type Served = {
  /** The id of the caller's receipt. */
  generationId: string | null
  chunks: AsyncIterable<Uint8Array>
}

/**
 * Calls an edge as the session's caller.
 * @throws PublicError as the API refused it; BusError if the edge is lost or `signal` aborts
 */
export const askEdge = async (
  { bus }: Context,
  { keyHash, sessionId }: Caller,
  { path, body, signal }: Asked,
): Promise<Served> => {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'gptget-realtime',
    'x-session-id': sessionId,
  }
  const head = { keyHash, method: 'POST' as const, path, headers }
  const answer = await openAnswer(bus, answerForKey, head, body, signal)
  const { status, headers: answered } = answer.head
  if (status === 200) return { generationId: answered['x-generation-id'] ?? null, chunks: answer.chunks }
  throw errorIn(JSON.parse(await readText(answer.chunks)), `The request failed with status ${status}.`)
}

type ErrorBody = { error?: { error_type?: string; message?: string; param?: string | null } }

/** The failure that an answer, or an event of it, reports. */
export const errorIn = (body: unknown, otherwise: string): PublicError => {
  const { error } = body as ErrorBody
  const code = error?.error_type ?? ''
  const message = error?.message ?? otherwise
  return isErrorCode(code)
    ? new PublicError(code, message, error?.param ? { param: error.param } : {})
    : new PublicError('provider_unavailable', message)
}

export const readText = async (answer: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(answer)).toString()

/** The error of a stage, as its caller may see it. */
export const asStageError = (error: unknown): PublicError =>
  error instanceof BusError && !(fromBus(error) instanceof PublicError)
    ? new PublicError('provider_unavailable', 'The connection to the model was lost.', {}, error)
    : toPublicError(fromBus(error))
