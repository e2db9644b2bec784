import { PublicError } from '@gptget/errors'
import { request } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { invalidAt } from '@gptget/protocol'
import type { z } from 'zod'
import type { LiveComputer } from '../live/live-computers.ts'

export type AgentRequest = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Record<string, string>
  json?: object
  /** Bytes of a known length, instead. */
  upload?: { stream: Readable; byteLength: number }
  signal?: AbortSignal
}

/** The agent of a new desktop is ready a moment after its screen. */
const PATIENCE_MS = 8_000
/** It sends or accepts data within this time, except while a command runs. */
const IDLE_MS = 120_000
const RETRY_MS = 20

/**
 * Calls the agent in a desktop. Its answer comes from the desktop and must be validated, never trusted.
 * @throws PublicError 404 and 409 as the agent says, 503 if it cannot be reached or does not begin to answer
 */
export const askAgent = async (live: LiveComputer, asked: AgentRequest): Promise<IncomingMessage> => {
  const answer = await send(await connectAgent(live), asked)
  const { statusCode = 500 } = answer
  if (statusCode < 400) return answer
  const text = await readText(answer)
  throw refusalOf(statusCode, text)
}

const refusalOf = (status: number, text: string): PublicError => {
  const message = messageIn(text) ?? REFUSED[status] ?? 'The desktop refused.'
  if (status === 404) return new PublicError('not_found', message, { param: 'path' })
  if (status === 409) return new PublicError('conflict', message)
  return new PublicError('service_unavailable', 'The desktop could not do that. Retry.', {}, new Error(text))
}

/** The agent's message; null for an answer without a body, as to HEAD. */
const messageIn = (text: string): string | null => {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return String(error).slice(0, 500)
  } catch {
    return null
  }
}

const REFUSED: Record<number, string> = {
  404: 'There is no file at this path.',
  409: 'This path cannot be read as a file.',
}

/** Parses an answer. @throws PublicError 503 if it is invalid: a program in the desktop replaced its agent */
export const askAgentFor = async <Schema extends z.ZodType>(
  live: LiveComputer,
  schema: Schema,
  asked: AgentRequest,
): Promise<z.output<Schema>> => {
  const answer = await askAgent(live, asked)
  answer.setTimeout(IDLE_MS, () => answer.destroy(silent()))
  return readAs(schema, await readText(answer))
}

/** @throws PublicError 503 if it is invalid */
export const readAs = <Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> => {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new PublicError(
      'service_unavailable',
      'The desktop sent something else than an answer. Restart the computer.',
      {},
      error,
    )
  }
}

const silent = (): PublicError =>
  new PublicError('service_unavailable', 'The desktop does not answer. Restart the computer.')

const MAX_ANSWER_BYTES = 8 * 1024 * 1024

const readText = async (answer: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  let byteLength = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    byteLength += piece.length
    if (byteLength > MAX_ANSWER_BYTES) throw new PublicError('conflict', 'The answer is too large.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** A connection to the agent, once it is ready. @throws PublicError 503 if it does not become ready */
export const connectAgent = async (live: LiveComputer): Promise<Socket> => {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const socket = await live.connect('agent').catch((error: unknown) => {
      if (Date.now() < deadline) return null
      throw new PublicError('service_unavailable', 'The desktop does not answer. Restart it.', {}, error)
    })
    if (socket !== null) return socket
    await sleep(RETRY_MS)
  }
}

const send = (
  socket: Socket,
  { method, path, query, json, upload, signal }: AgentRequest,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method,
      path: query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`,
      createConnection: () => socket,
      headers: { host: 'desktop', connection: 'close' },
      ...(signal === undefined ? {} : { signal }),
    }
    const outgoing = request(options)
    socket.setTimeout(IDLE_MS, () => outgoing.destroy(silent()))
    outgoing.once('response', (answer) => {
      socket.setTimeout(0)
      resolve(answer)
    })
    outgoing.once('error', (error) =>
      reject(
        error instanceof PublicError
          ? error
          : new PublicError(
              'service_unavailable',
              'The connection to the desktop was lost. Retry.',
              {},
              error,
            ),
      ),
    )
    if (upload !== undefined) return sendUpload(outgoing, upload)
    if (json === undefined) return void outgoing.end()
    const text = JSON.stringify(json)
    outgoing.setHeader('content-length', Buffer.byteLength(text))
    outgoing.end(text)
  })

const sendUpload = (
  outgoing: ClientRequest,
  { stream, byteLength }: NonNullable<AgentRequest['upload']>,
): void => {
  outgoing.setHeader('content-length', byteLength)
  stream.once('error', (error: Error) => outgoing.destroy(error))
  stream.once('close', () => {
    if (!stream.readableEnded) outgoing.destroy(new Error('the upload broke off'))
  })
  stream.pipe(outgoing)
}

/** Refuses a path that cannot be meant. */
export const requirePath = (path: string): string => {
  if (path.includes('\0') || !path.isWellFormed())
    throw invalidAt('path', 'must not contain a NUL character or an unpaired surrogate.')
  return path
}
