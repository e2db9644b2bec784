import { openAnswer, sendBody } from '@gptget/bus'
import type { StreamBody } from '@gptget/bus'
import { fetchForeign, storeFile } from '@gptget/contracts'
import type { storedTaskOutput, storeTaskOutput as storeSubject } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { UpstreamBody } from '@gptget/providers'
import { PassThrough } from 'node:stream'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { askForHandles } from './poll-tasks.ts'
import { providerOf, type TaskProvider } from './provider/route-of-task.ts'
import { readStored } from './answered/stored-files.ts'
import { openCall, sendCall } from './provider/send-call.ts'

type Asked = z.output<(typeof storeSubject)['head']>
type Stored = z.output<typeof storedTaskOutput>
type Opened = { body: StreamBody; declaredType: string | null }

const MAX_BYTES = 4 * 1024 ** 3
/** The provider may take this long to begin; the reader of a body ends a silent one. */
const HEAD_TIMEOUT_MS = 60_000

/**
 * Copies one output of a task from its provider to media-proxy.
 * @throws PublicError, BusError if that is not possible now
 */
export const storeOutput = async (context: RouterContext, asked: Asked): Promise<Stored> => {
  const { accountId, taskId: mediaId, index, output } = asked
  const { kind, variant, source } = output
  if (source.type === 'stored') return readStored(context, asked, source.index)
  const { body, declaredType } = await openOutput(context, asked, source)
  const head = { accountId, mediaId, index, variant, kind, declaredType }
  const { contentType, byteLength, expiresAt } = await sendBody(context.bus, storeFile, head, body)
  return { contentType, byteLength, expiresAt }
}

type Kept = Exclude<Asked['output']['source'], { type: 'stored' }>

const openOutput = async (context: RouterContext, asked: Asked, source: Kept): Promise<Opened> => {
  const provider = providerOf(context, asked.route)
  switch (source.type) {
    case 'address':
      return openAddress(context, provider, asked, source.url)
    case 'path':
      return openOwn(context, provider, asked, source.path)
    case 'file':
      return openAddress(context, provider, asked, await locate(context, provider, asked, source.id))
    case 'inline':
      return readInline(context, provider, asked, source.position)
  }
}

/** The key is sent only to the provider itself; any other address is foreign. */
const openAddress = async (
  context: RouterContext,
  provider: TaskProvider,
  asked: Asked,
  url: string,
): Promise<Opened> => {
  const base = provider.provider.baseUrl.split('?')[0]!.replace(/\/$/, '')
  if (provider.wire.sharesKeyWithOutputs === true && url.startsWith(`${base}/`))
    return openOwn(context, provider, asked, url.slice(base.length))
  return openForeign(context, url)
}

const openForeign = async ({ bus }: RouterContext, url: string): Promise<Opened> => {
  const { head, chunks } = await openAnswer(bus, fetchForeign, {
    url,
    method: 'GET',
    headers: {},
    purpose: 'output',
    maxBytes: MAX_BYTES,
  })
  if (head.status >= 400) {
    await chunks.return(undefined)
    throw answered(head.status)
  }
  return { body: chunks, declaredType: head.contentType }
}

const openOwn = async (
  context: RouterContext,
  provider: TaskProvider,
  { route }: Asked,
  path: string,
): Promise<Opened> => {
  const abort = new AbortController()
  const timer = setTimeout(
    () => abort.abort(new Error('the provider did not begin to answer')),
    HEAD_TIMEOUT_MS,
  )
  try {
    const asked = { ...provider, model: route.upstreamModel }
    const answer = await openCall(context, asked, { method: 'GET', path }, { signal: abort.signal })
    if (answer.status >= 400) {
      abort.abort(new Error('it is no file'))
      throw answered(answer.status)
    }
    const { 'content-type': type, location } = answer.headers
    if (answer.status >= 300) {
      abort.abort(new Error('it is elsewhere'))
      return await openForeign(context, new URL(location ?? '', provider.provider.baseUrl).href)
    }
    return { body: piecesOf(answer.body, abort), declaredType: type?.split(';')[0] ?? null }
  } catch (error) {
    if (error instanceof PublicError) throw error
    throw new PublicError('provider_unavailable', 'The file could not be fetched.', {}, error)
  } finally {
    clearTimeout(timer)
  }
}

const answered = (status: number): PublicError =>
  status === 404 || status === 410 || status === 403
    ? new PublicError('content_expired', 'The provider no longer has the file.')
    : new PublicError('provider_unavailable', `The file was answered with the status ${status}.`)

const SILENCE_MS = 60_000

/** The pieces of a body, with only as much in memory as its reader is behind; silence ends it. */
const piecesOf = (body: UpstreamBody, abort: AbortController): AsyncIterable<Uint8Array> => {
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 })
  const silence = setTimeout(() => abort.abort(new Error('the provider fell silent')), SILENCE_MS)
  stream.once('close', () => {
    clearTimeout(silence)
    abort.abort(new Error('the rest is not wanted'))
  })
  body
    .read((piece) => {
      silence.refresh()
      if (stream.destroyed) return 'abort'
      return stream.write(piece) ? undefined : roomIn(stream)
    })
    .then(
      () => stream.end(),
      (error: unknown) => stream.destroy(error as Error),
    )
  return stream
}

/** Resolves when more may be written, or never will be. */
const roomIn = (stream: PassThrough): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go).off('close', go)
      resolve()
    }
    stream.on('drain', go).on('close', go)
  })

const locate = async (
  context: RouterContext,
  provider: TaskProvider,
  { route }: Asked,
  fileId: string,
): Promise<string> => {
  const { wire } = provider
  const sent = await sendCall(context, { ...provider, model: route.upstreamModel }, wire.locate!(fileId))
  const url = sent.type === 'answered' ? wire.readLocated!(sent.answer) : null
  if (url !== null) return url
  throw new PublicError('provider_unavailable', 'The provider returned no address for the file.')
}

const readInline = async (
  context: RouterContext,
  provider: TaskProvider,
  { route, handle }: Asked,
  position: number,
): Promise<Opened> => {
  const [polled] = await askForHandles(context, provider, route.upstreamModel, [handle])
  const source = polled?.type === 'succeeded' ? polled.outputs[position]?.source : undefined
  if (source?.type !== 'base64')
    throw new PublicError('provider_unavailable', 'The provider did not repeat its answer.')
  return { body: Buffer.from(source.base64, 'base64'), declaredType: source.mediaType }
}
