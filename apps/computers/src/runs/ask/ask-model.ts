import { BusError, openAnswer } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { answerForKey } from '@gptget/contracts'
import { StreamFailure, type Heard, type Reader, type Turn, type WrittenRequest } from '@gptget/computer-use'
import { createSseReader } from '@gptget/protocol'

export type ModelAnswer = { turn: Turn; generationId: string }

/** A model that did not answer: the HTTP error. */
export class ModelRefusal extends Error {
  override name = 'ModelRefusal'
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, message: string, retryAfterMs: number | null) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

type Asking = {
  keyHash: string
  headers: Record<string, string>
  written: WrittenRequest
  createReader: () => Reader
  signal: AbortSignal
  /** The answer has begun. */
  onBegun: (generationId: string) => void
  onHeard: (heard: Heard) => void
}

/**
 * Calls a model as the key's owner would, and reads the whole answer. If the edge in between is lost, the answer
 * continues at its router, and another edge reads it from there: nothing is requested or charged twice.
 * @throws ModelRefusal if it does not answer, StreamFailure if its answer breaks off, BusError if no edge can be called
 */
export const askModel = async (bus: Bus, asking: Asking): Promise<ModelAnswer> => {
  const { written } = asking
  const told = { text: 0, reasoning: 0 }
  const request = { method: 'POST' as const, path: written.path, body: JSON.stringify(written.body) }
  let generationId: string | null = null
  const onBegun = (id: string): void => {
    generationId = id
    asking.onBegun(id)
  }
  try {
    return await hear(bus, { ...asking, onBegun }, request, told)
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== 'lost' || generationId === null) throw error
    const rest = { method: 'GET' as const, path: `/v1/generation/stream?id=${generationId}`, body: '' }
    return hear(bus, { ...asking, onBegun: () => {} }, rest, told)
  }
}

type Request = { method: 'GET' | 'POST'; path: string; body: string }
/** How many characters of each the caller has already got. */
type Told = Record<Heard['type'], number>

const hear = async (bus: Bus, asking: Asking, request: Request, told: Told): Promise<ModelAnswer> => {
  const { keyHash, written, headers, createReader, signal, onBegun } = asking
  const { method, path, body } = request
  const head = { keyHash, method, path, headers: { ...headers, ...written.headers } }
  const answer = await openAnswer(bus, answerForKey, head, Buffer.from(body), signal)
  if (answer.head.status !== 200) throw await refusalOf(answer.head, answer.chunks)
  const generationId = answer.head.headers['x-generation-id'] ?? ''
  onBegun(generationId)
  const tell = onlyNew(told, asking.onHeard)
  const reader = createReader()
  const frames = createSseReader()
  const decoder = new TextDecoder()
  for await (const bytes of answer.chunks)
    for (const { data } of frames.push(decoder.decode(bytes, { stream: true })))
      for (const heard of readFrame(reader, data)) tell(heard)
  return { turn: reader.end(), generationId }
}

/** An answer that is read again starts from its beginning: only the new part is reported. */
const onlyNew = (told: Told, onHeard: (heard: Heard) => void): ((heard: Heard) => void) => {
  const skip = { ...told }
  return ({ type, text }) => {
    const rest = text.slice(skip[type])
    skip[type] = Math.max(0, skip[type] - text.length)
    told[type] += rest.length
    if (rest !== '') onHeard({ type, text: rest })
  }
}

/** A provider's data: if it cannot be read, that is its failure and not ours. */
const readFrame = (reader: Reader, data: string): Heard[] => {
  try {
    return reader.push(data)
  } catch (error) {
    if (error instanceof StreamFailure) throw error
    throw new StreamFailure('The answer of the model could not be read.', { cause: error })
  }
}

const refusalOf = async (
  { status, headers }: { status: number; headers: Record<string, string> },
  chunks: AsyncGenerator<Uint8Array>,
): Promise<ModelRefusal> => {
  const pieces: Uint8Array[] = []
  for await (const bytes of chunks) pieces.push(bytes)
  const { message, code } = readError(Buffer.concat(pieces).toString())
  const retryAfterMs = Number(headers['retry-after-ms'] ?? Number.NaN)
  return new ModelRefusal(status, code, message, Number.isFinite(retryAfterMs) ? retryAfterMs : null)
}

/** All dialects have a message in their error, but only some have a code. */
const readError = (text: string): { message: string; code: string } => {
  try {
    const { error } = JSON.parse(text) as { error: { message: string; error_type?: string; type?: string } }
    return { message: error.message, code: error.error_type ?? error.type ?? 'error' }
  } catch {
    return { message: 'The model could not be called.', code: 'error' }
  }
}
