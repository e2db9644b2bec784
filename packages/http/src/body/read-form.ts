import { Busboy } from '@fastify/busboy'
import type { BusboyFileStream, BusboyInstance } from '@fastify/busboy'
import { sendBody } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { storeFile } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { fromBus } from '../bus-failure.ts'
import { discardRest } from '@gptget/runtime'
import { slowBody } from './slow-body.ts'

const MIB = 1024 * 1024
const MAX_FILES = 17
const MAX_FILE_BYTES = 50 * MIB
/** Of all texts together, which are held in memory. */
const MAX_TEXT_BYTES = 2 * MIB
const LIMITS = { files: MAX_FILES, fields: 200, fieldSize: MIB, parts: 200, headerPairs: 20 }

/** A field that may occur several times. */
type Fields = Map<string, unknown[]>

/**
 * Reads a form as equivalent JSON. Its files are streamed to media-proxy, as inputs of `medium`; `{ media_id, index,
 * sha256 }` replaces them.
 * @throws PublicError 400 if it is no form or arrives too slowly, 413 if it is too large
 */
export const readFormAsJson = async (
  bus: Bus,
  incoming: IncomingMessage,
  medium: { accountId: string; mediaId: string; retentionMs?: number },
): Promise<Buffer> => {
  try {
    const fields = await readForm(incoming, (file, index) => storeInput(bus, { ...medium, index }, file))
    return Buffer.from(JSON.stringify(objectOf(fields)))
  } catch (error) {
    discardRest(incoming)
    throw error
  }
}

type Store = (file: FormFile, index: number) => Promise<StoredInput>
type FormFile = { stream: BusboyFileStream; declaredType: string }
type StoredInput = { media_id: string; index: number; sha256: string }

const readForm = async (incoming: IncomingMessage, store: Store): Promise<Fields> => {
  const fields: Fields = new Map()
  const add = (name: string, value: unknown): void =>
    void fields.set(name, [...(fields.get(name) ?? []), value])
  const stored: Promise<void>[] = []
  const form = openForm(incoming)
  const failed = Promise.withResolvers<never>()
  const fail = (error: unknown): void => {
    failed.reject(error)
    form.destroy(error as Error)
  }
  // Its types promise a name, but a part may have none.
  const isNamed = (name: string | undefined): name is string => {
    if (name === undefined) fail(malformed('A part of the form has no name.'))
    return name !== undefined
  }
  form.on('file', (name, stream, _fileName, _encoding, declaredType) => {
    if (!isNamed(name)) return void stream.resume()
    const index = stored.length
    const input: Partial<StoredInput> = {}
    // Its place among fields of the same name is its position.
    add(name, input)
    const storing = store({ stream, declaredType }, index).then(
      (kept) => void Object.assign(input, kept),
      (error: unknown) => {
        throw namingField(error, name)
      },
    )
    storing.catch((error: unknown) => {
      stream.resume()
      fail(error)
    })
    stored.push(storing)
  })
  let textBytes = 0
  form.on('field', (name, value, _isNameCut, isCut) => {
    textBytes += Buffer.byteLength(value)
    if (!isNamed(name)) return
    if (isCut) fail(tooLarge(`${name}: the field`, MIB))
    else if (textBytes > MAX_TEXT_BYTES) fail(tooLarge('The text of the form', MAX_TEXT_BYTES))
    else add(name, value)
  })
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
    form.on(limit, () => fail(malformed(`The form has too many parts; at most ${MAX_FILES} of them files.`)))
  slowBody(incoming).catch(fail)
  failed.promise.catch(() => undefined)
  await Promise.race([pipeline(incoming, form), failed.promise]).catch((error: unknown) => {
    throw asRefusal(error)
  })
  await Promise.all(stored)
  return fields
}

const openForm = ({ headers }: IncomingMessage): BusboyInstance => {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type']! },
      // One byte more than may be stored, so that an excess is noticed.
      limits: { ...LIMITS, fileSize: MAX_FILE_BYTES + 1 },
    })
  } catch (error) {
    throw malformed(`The form cannot be read: ${(error as Error).message}.`)
  }
}

const storeInput = async (
  bus: Bus,
  name: { accountId: string; mediaId: string; index: number; retentionMs?: number },
  { stream, declaredType }: FormFile,
): Promise<StoredInput> => {
  const hash = createHash('sha256')
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      hash.update(piece)
      yield piece
    }
  }
  const head = { ...name, variant: '', kind: 'input', declaredType, maxBytes: MAX_FILE_BYTES } as const
  await sendBody(bus, storeFile, head, hashed())
  return { media_id: name.mediaId, index: name.index, sha256: hash.digest('hex') }
}

/** `image[]` and fields that occur more than once are lists. */
const objectOf = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    [...fields].map(([name, values]) =>
      name.endsWith('[]') ? [name.slice(0, -2), values] : [name, values.length === 1 ? values[0] : values],
    ),
  )

const asRefusal = (error: unknown): PublicError => {
  const known = fromBus(error)
  return known instanceof PublicError ? known : malformed('The form is incomplete or invalid.', error)
}

/** Media-proxy's refusal of a file names the field of the file. */
const namingField = (error: unknown, name: string): unknown => {
  const known = fromBus(error)
  if (!(known instanceof PublicError) || known.code !== 'invalid_request') return error
  return new PublicError(known.code, `${name}: ${known.message}`, { ...known.details, param: name }, error)
}

const malformed = (message: string, cause?: unknown): PublicError =>
  new PublicError('invalid_request', message, {}, cause)

const tooLarge = (what: string, maxBytes: number): PublicError =>
  new PublicError('request_too_large', `${what} is larger than ${maxBytes} bytes.`, {
    metadata: { max_bytes: maxBytes },
  })
