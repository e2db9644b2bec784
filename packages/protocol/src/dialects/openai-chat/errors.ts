import type { Fault } from '../../canonical/events.ts'
import type { ErrorForm } from '../../dialect.ts'
import { ERRORS, type PublicError } from '@gptget/errors'
import { arrayOf, compact, isObject, objectOf, optionalText } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import { readFault } from '../read-fault.ts'

/**
 * Reads an error body: `{error:{message,type,param,code}}` (OpenAI), `{error:"…"}` (Ollama, Hugging Face),
 * `{message,type,code}` (Mistral), `{detail}` (FastAPI), a one-element array (Gemini's OpenAI surface) or text.
 */
export const readError = (status: number, body: unknown): Fault =>
  readErrorObject(errorOf(body), body, status)

/** Reads the `error` object of a 200 answer or a stream. Its `code` may be an HTTP status. */
export const readErrorObject = (error: unknown, raw: unknown, status?: number): Fault => {
  const fields = objectOf(error)
  const metadata = objectOf(fields['metadata'])
  const words = [
    fields['code'],
    fields['type'],
    fields['status'],
    fields['error_type'],
    metadata['error_type'],
  ]
  const inner = optionalText(objectOf(fields['innererror'])['code'])
  const param = optionalText(fields['param'])
  const known = status ?? statusOf(fields['code']) ?? statusOf(fields['status'])
  return readFault({
    ...(known === undefined ? {} : { status: known }),
    words: [...words, inner].filter((word) => typeof word === 'string'),
    message: messageOf(error),
    ...(param === undefined ? {} : { param }),
    raw,
  })
}

const statusOf = (code: unknown): number | undefined => {
  const status = typeof code === 'string' ? Number(code) : code
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined
}

const errorOf = (body: unknown): unknown => {
  const first = Array.isArray(body) ? body[0] : body
  return isObject(first) ? (first['error'] ?? first) : first
}

/** ElevenLabs has the message in its details, Deepgram under another name. */
const saidIn = ({ message, detail, err_msg }: JsonObject): unknown =>
  message ?? objectOf(detail)['message'] ?? listedIn(detail) ?? detail ?? err_msg

/** FastAPI's entry for a field. */
const listedIn = (detail: unknown): string | undefined => {
  const said = arrayOf(detail).flatMap((each) => optionalText(objectOf(each)['msg']) ?? [])
  return said.length === 0 ? undefined : said.join('; ')
}

const messageOf = (error: unknown): string => {
  const text = isObject(error) ? saidIn(error) : error
  if (typeof text === 'string' && text.trim() !== '') return text.slice(0, 2000)
  return text === undefined || text === '' || text === null
    ? 'The provider failed without a reason.'
    : JSON.stringify(text).slice(0, 2000)
}

/** The error object of HTTP answers, of stream chunks, and of dialects without their own format. */
export const errorFields = (error: PublicError) =>
  compact({
    message: error.message,
    type: ERRORS[error.code].type,
    code: error.status,
    param: error.details.param,
    error_type: error.code,
    metadata: error.details.metadata,
  })

/**
 * Clients that check the format of events (`@ai-sdk/openai`, 4.0) treat an event with choices as an ordinary chunk and
 * ignore its error, so there are no choices.
 */
const errorFormOf = (object: 'chat.completion.chunk' | 'text_completion'): ErrorForm => ({
  body: (error) => ({ error: errorFields(error) }),
  events: (error, { id, model, createdAtSeconds: created }) => [
    { data: JSON.stringify({ id, object, created, model, error: errorFields(error) }) },
    { data: '[DONE]' },
  ],
})

export const errorForm = errorFormOf('chat.completion.chunk')

/** The same for `/v1/completions`. */
export const completionErrorForm = errorFormOf('text_completion')
