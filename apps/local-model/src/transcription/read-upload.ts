import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { PublicError } from '@gptget/errors'

/** A form whose file is on disk until the upload is disposed. */
export type Upload = AsyncDisposable & { fields: Readonly<Record<string, string | string[]>>; file: string }

/** The same limit as OpenAI's. */
const MAX_FILE_BYTES = 25 * 2 ** 20
const LIMITS = { fileSize: MAX_FILE_BYTES, files: 1, fields: 64, fieldSize: 64 * 1024 }

/** Reads a form. @throws PublicError if it is not a form, has no file, or its file is too large */
export const readUpload = async (incoming: IncomingMessage): Promise<Upload> => {
  const contentType = incoming.headers['content-type'] ?? ''
  if (!contentType.startsWith('multipart/form-data'))
    throw new PublicError('invalid_request', 'Send the file as multipart/form-data.', { param: 'file' })
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-transcription-'))
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const file = path.join(folder, 'sound')
    return { ...(await receive(incoming, contentType, file)), file, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error instanceof PublicError
      ? error
      : new PublicError('invalid_request', `The form cannot be read: ${(error as Error).message}`, {}, error)
  }
}

const receive = async (
  incoming: IncomingMessage,
  contentType: string,
  file: string,
): Promise<Pick<Upload, 'fields'>> => {
  const fields: Record<string, string | string[]> = {}
  const writes: Promise<void>[] = []
  let isTooLarge = false
  const form = new Busboy({ headers: { ...incoming.headers, 'content-type': contentType }, limits: LIMITS })
  form.on('field', (name, value) => {
    if (name.endsWith('[]')) fields[name] = [fields[name] ?? [], value].flat()
    else fields[name] = value
  })
  form.on('file', (name, stream) => {
    if (name !== 'file') return void stream.resume()
    stream.on('limit', () => (isTooLarge = true))
    writes.push(pipeline(stream, createWriteStream(file)))
  })
  await pipeline(incoming, form)
  await Promise.all(writes)
  if (writes.length === 0)
    throw new PublicError('invalid_request', 'file: this field is missing.', { param: 'file' })
  if (isTooLarge)
    throw new PublicError('request_too_large', `The file is larger than ${MAX_FILE_BYTES} bytes.`, {
      param: 'file',
    })
  return { fields }
}
