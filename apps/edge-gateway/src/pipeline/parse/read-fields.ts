import type { AskedTool, Extras, OperationName } from '@gptget/contracts'
import type { RequestSize } from '@gptget/credit'
import {
  builtInTool,
  CAPABILITIES,
  CLIENT_FACING,
  embeddingWireOf,
  readCompletionRequest,
  readExtras,
  readImageRequest,
  readModerationRequest,
  readRerankRequest,
  readSpeechRequest,
  readTranscriptionRequest,
  readTranslationRequest,
} from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest, TranscriptionRequest } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'
import { answerFactsOf } from './answer-facts.ts'
import type { AnswerFacts } from './answer-facts.ts'
import { inspectFields } from './inspect-fields.ts'
import { sizeOfSpeech, sizeOfTranscription } from './size-of-audio.ts'
import { sizeOfChat } from './size-of-chat.ts'
import { sizeOfImages } from './size-of-images.ts'
import { sizeOfRerank } from './size-of-rerank.ts'

/** What must be known of every request before it may go to a router. */
export type RequestFields = {
  model: string
  isStream: boolean
  size: Omit<RequestSize, 'bodyBytes'>
  answer: AnswerFacts
  /** The object in a provider's account that it names, else null. */
  providerObject: string | null
  /** The extras that tokens do not pay for, else null. */
  extras: Extras | null
}

/** The same, and a chat in the canonical form, which is as large as its body; null for other operations. */
export type ReadBody = RequestFields & { chat: ChatRequest | null }

/** For other operations: they have no reasoning and are never read as a stream. */
const PLAIN_TEXT: AnswerFacts = { thinks: null, isFoldable: false, isText: true }
const NO_TEXT: AnswerFacts = { ...PLAIN_TEXT, isText: false }

type Asking = { operation: OperationName; dialect: Dialect; pathFields: Readonly<Record<string, unknown>> }

/** Reads a parsed body. @throws PublicError 400 naming the field. */
export const readFields = ({ operation, dialect, pathFields }: Asking, body: unknown): ReadBody => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new PublicError('invalid_request', 'The request body must be a JSON object.')
  }
  refuseReserved(body)
  requireFormOf(pathFields['method'], body)
  const { providerObject, mediaReferences } = inspectFields(body)
  const extras = readExtras(dialect, body as Record<string, unknown>)
  const read = READERS[operation](dialect, withPathFields(body, pathFields))
  if (extras?.tools?.some((tool) => readsByItself(dialect, tool))) read.size.hasUnboundedInput = true
  // Media in a field that is passed on without being read.
  if (read.chat !== null && mediaReferences > (read.size.images ?? 0)) read.size.hasUnboundedInput = true
  return Object.assign(read, { providerObject, extras })
}

/** Only Gemini has data in the path: bodies of the other dialects need no copy. */
const withPathFields = (body: object, pathFields: Asking['pathFields']): Record<string, unknown> => {
  const isSaid = Object.keys(pathFields).length > 0
  return isSaid ? { ...body, ...pathFields } : (body as Record<string, unknown>)
}

/** A tool run by the provider adds its results to the input: up to all that the model can read. */
const readsByItself = (dialect: Dialect, { type }: AskedTool): boolean =>
  builtInTool(dialect, type) !== 'caller'

/**
 * Our fields, in each dialect's spelling. No provider ever sees them, and none is ignored silently. A chat with a
 * computer's id has already gone to its computer.
 */
const RESERVED = ['computer_id', 'computerId', 'max_steps', 'maxSteps']

const refuseReserved = (body: object): void => {
  for (const field of RESERVED) {
    if ((Reflect.get(body, field) ?? null) === null) continue
    const message = `${field}: only chats with a computer_id have it: ${WHERE}.`
    throw new PublicError('invalid_request', message, { param: field })
  }
}

const WHERE = 'at /v1/chat/completions, /v1/responses or /v1/messages, as text, in at most 10 MiB'

type Reader = (dialect: Dialect, body: Record<string, unknown>) => Omit<ReadBody, 'providerObject' | 'extras'>

const READERS: Record<OperationName, Reader> = {
  chat: (dialect, body) => {
    const chat = CLIENT_FACING[dialect].readRequest(body)
    const { model, isStream, sampling } = chat
    if (CAPABILITIES[dialect].requiresOutputLimit && sampling.maxOutputTokens === undefined)
      // Anthropic's requirement; counting tokens needs none.
      throw new PublicError('invalid_request', 'max_tokens: Field required', { param: 'max_tokens' })
    return { model, isStream, size: sizeOfChat(chat, body), answer: answerFactsOf(chat), chat }
  },
  embeddings: (dialect, { method: _method, ...body }) => {
    const { model, inputs } = embeddingWireOf(dialect).readRequest(body)
    const images = inputs.filter(({ type }) => type === 'media').length
    const read = answeredWhole(model, inputs.length)
    return { ...read, size: { ...read.size, images } }
  },
  completions: (_, body) => {
    const { model, isStream, maxOutputTokens, prompts, choices } = readCompletionRequest(body)
    const size = { maxOutputTokens, choices: choices * prompts.length, inputs: prompts.length }
    return { model, isStream, size, answer: PLAIN_TEXT, chat: null }
  },
  moderations: (_, body) => {
    const { model, texts } = readModerationRequest(body)
    return answeredWhole(model, texts.length)
  },
  images: (_, { isEdit = false, ...body }) => {
    const request = readImageRequest(body)
    if (isEdit && request.inputs.length === 0)
      throw new PublicError('invalid_request', 'image: an edit needs an image.', { param: 'image' })
    const { model, isStream } = request
    return { model, isStream, size: sizeOfImages(request), answer: NO_TEXT, chat: null }
  },
  speech: (_, body) => {
    const request = readSpeechRequest(body)
    return {
      model: request.model,
      isStream: request.isStream,
      size: sizeOfSpeech(request),
      answer: NO_TEXT,
      chat: null,
    }
  },
  transcriptions: (_, body) => ofSound(readTranscriptionRequest(body)),
  translations: (_, body) => ofSound(readTranslationRequest(body)),
  rerank: (_, body) => {
    const request = readRerankRequest(body)
    return { ...answeredWhole(request.model, 1), size: sizeOfRerank(request) }
  },
}

const ofSound = (request: TranscriptionRequest): ReturnType<Reader> => ({
  model: request.model,
  isStream: request.isStream,
  size: sizeOfTranscription(request),
  answer: NO_TEXT,
  chat: null,
})

/** Gemini's path says whether the body is one request or a batch; from here on only the body does. */
const requireFormOf = (method: unknown, body: object): void => {
  if (method === undefined) return
  const isBatch = method === 'batchEmbedContents'
  if (Object.hasOwn(body, 'requests') === isBatch) return
  const message = isBatch ? 'requests: a batch needs a list of them.' : 'requests: only a batch has them.'
  throw new PublicError('invalid_request', message, { param: 'requests' })
}

/** A request whose answer is not text: only the input costs anything. */
const answeredWhole = (model: string, inputs: number): ReturnType<Reader> => ({
  model,
  isStream: false,
  size: { maxOutputTokens: 0, choices: 1, inputs },
  answer: NO_TEXT,
  chat: null,
})
