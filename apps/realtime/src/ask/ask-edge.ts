import { BusError, openAnswer } from '@gptget/bus'
import { answerForKey } from '@gptget/contracts'
import { isErrorCode, PublicError, toPublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { Context } from '../context.ts'

/** Who asks: the owner of the session's key, with the same limits, prices, providers and charges as by HTTP. */
export type Caller = { keyHash: string; sessionId: string }

type Asked = {
  path: string
  body: Buffer
  signal: AbortSignal
}

/**
 * Asks an edge as the session's caller: the bytes of an answer that was served.
 * @throws PublicError as the API refused it; BusError where the edge is lost or `signal` aborts
 */
export const askEdge = async (
  { bus }: Context,
  { keyHash, sessionId }: Caller,
  { path, body, signal }: Asked,
): Promise<AsyncIterable<Uint8Array>> => {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'gptget-realtime',
    'x-session-id': sessionId,
  }
  const head = { keyHash, method: 'POST' as const, path, headers }
  const answer = await openAnswer(bus, answerForKey, head, body, signal)
  if (answer.head.status === 200) return answer.chunks
  throw errorIn(await readText(answer.chunks), answer.head.status)
}

type ErrorBody = { error?: { error_type?: string; message?: string; param?: string | null } }

const errorIn = (text: string, status: number): PublicError => {
  const { error } = JSON.parse(text) as ErrorBody
  const code = error?.error_type ?? ''
  const message = error?.message ?? `The request failed with status ${status}.`
  return isErrorCode(code)
    ? new PublicError(code, message, error?.param ? { param: error.param } : {})
    : new PublicError('provider_unavailable', message)
}

export const readText = async (answer: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(answer)).toString()

/** What a stage threw, as its caller may see it. */
export const asStageError = (error: unknown): PublicError =>
  error instanceof BusError && !(fromBus(error) instanceof PublicError)
    ? new PublicError('provider_unavailable', 'The connection to the model was lost.', {}, error)
    : toPublicError(fromBus(error))
