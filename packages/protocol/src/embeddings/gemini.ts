import { z } from 'zod'
import { FaultError } from '../canonical/faults.ts'
import { unsupported } from '../canonical/losses.ts'
import { totalInputTokens } from '../canonical/usage.ts'
import { readErrorBody } from '../dialects/gemini/errors.ts'
import { readUsage } from '../dialects/gemini/usage.ts'
import { camelKeys } from '../dialects/gemini/wire.ts'
import { arrayOf, compact, isObject, objectOf } from '../json/object.ts'
import type { JsonObject } from '../json/object.ts'
import { OWN_FIELDS } from '../dialects/own-fields.ts'
import { extensionsOf, invalidAt, parseAt } from '../dialects/parse-at.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { spliceUsage } from '../dialects/relayed.ts'
import type { EmbeddingInput, EmbeddingRequest, EmbeddingWire } from './embedding.ts'
import { droppedExtensions } from './losses.ts'
import { expectVectors, readVector } from './vectors.ts'

/** The maximum number of requests in a batch, from an error of Google's API. */
const MAX_REQUESTS = 100

const camelObject = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(camelKeys, z.looseObject(shape))

const content = z.looseObject({
  parts: z.array(z.looseObject({ text: z.string().nullish() })).min(1),
})
const fields = {
  content,
  model: z.string().nullish(),
  taskType: z.string().nullish(),
  title: z.string().nullish(),
  outputDimensionality: z.int().positive().nullish(),
}
/** The path has the model and the method; the edge adds the model to the body. */
export const embedContentSchema = camelObject({ ...fields, model: z.string().min(1) })
export const batchEmbedContentsSchema = camelObject({
  model: z.string().min(1),
  requests: z.array(camelObject(fields)).min(1).max(MAX_REQUESTS),
})
type WireRequest = { content: z.output<typeof content>; outputDimensionality?: number | null | undefined }

const KNOWN_FIELDS = new Set([
  'model',
  'content',
  'outputDimensionality',
  'stream',
  ...Object.keys(OWN_FIELDS),
])

/**
 * Gemini's `embedContent` and `batchEmbedContents` (ai.google.dev/api/embeddings): a body with `requests` is a batch.
 */
export const geminiEmbeddings: EmbeddingWire = {
  readRequest: (body) => (Object.hasOwn(objectOf(body), 'requests') ? readBatch(body) : readOne(body)),
  writeRequest: (request, model) => {
    const one = (input: EmbeddingInput) =>
      compact({
        model: `models/${model}`,
        content: { parts: partsOf(input) },
        outputDimensionality: request.dimensions,
      })
    const requests = request.inputs.map(one)
    return { body: request.isBatch ? { requests } : requests[0], losses: droppedExtensions(request) }
  },
  readResult: (body, { inputs, isBatch }) => {
    const answer = objectOf(body)
    if (answer['error']) throw new FaultError(readErrorBody(body))
    const embeddings = isBatch ? answer['embeddings'] : [answer['embedding']]
    if (!Array.isArray(embeddings)) throw new FaultError(malformedFault(body))
    const vectors = embeddings.map((embedding) => readVector(objectOf(embedding)['values']))
    const usage = answer['usageMetadata']
    return {
      vectors: expectVectors(vectors, inputs.length, body),
      ...(isObject(usage) ? { usage: readUsage(usage) } : {}),
    }
  },
  writeResult: ({ vectors }, { request }, { usage, costUsd }) => {
    const embeddings = vectors.map((values) => ({ values }))
    const usageMetadata = writeUsage(totalInputTokens(usage), costUsd)
    return request.isBatch ? { embeddings, usageMetadata } : { embedding: embeddings[0], usageMetadata }
  },
  passRequest: (body, model) => {
    const wire = without(objectOf(JSON.parse(body.toString())), ['stream', ...Object.keys(OWN_FIELDS)])
    const name = `models/${model}`
    const { requests } = wire
    if (requests === undefined) return Buffer.from(JSON.stringify({ ...wire, model: name }))
    const renamed = arrayOf(requests).map((each) => ({ ...objectOf(each), model: name }))
    return Buffer.from(JSON.stringify({ ...without(wire, ['model']), requests: renamed }))
  },
  passResult: (text, _result, _context, closing) =>
    spliceUsage(text, ['usageMetadata'], closing, (usage, costUsd) =>
      writeUsage(totalInputTokens(usage), costUsd),
    ),
}

const readOne = (body: unknown): EmbeddingRequest => {
  const wire = parseAt(embedContentSchema, body)
  return compact({
    model: wire.model,
    inputs: [readContent(wire, 'content')],
    isBatch: false,
    dimensions: wire.outputDimensionality ?? undefined,
    encoding: 'float',
    extensions: extensionsOf(wire, KNOWN_FIELDS),
  }) as EmbeddingRequest
}

const readBatch = (body: unknown): EmbeddingRequest => {
  const { model, requests } = parseAt(batchEmbedContentsSchema, body)
  return compact({
    model,
    inputs: requests.map((request, index) => readContent(request, `requests[${index}].content`)),
    isBatch: true,
    dimensions: commonDimensions(requests),
    encoding: 'float',
    extensions: Object.assign(
      {},
      ...requests.map((request) => extensionsOf(request, KNOWN_FIELDS)),
    ) as object,
  }) as EmbeddingRequest
}

/** A vector store cannot use several sizes at once, and no other dialect has them. */
const commonDimensions = (requests: readonly WireRequest[]): number | undefined => {
  const [first] = requests
  const other = requests.findIndex(
    ({ outputDimensionality }) => outputDimensionality !== first?.outputDimensionality,
  )
  if (other !== -1)
    throw invalidAt(
      `requests[${other}].outputDimensionality`,
      'must be the same in every request of a batch.',
    )
  return first?.outputDimensionality ?? undefined
}

/** The parts of one content become one vector. */
const readContent = (wire: WireRequest, param: string): EmbeddingInput => {
  const { parts } = wire.content
  const other = parts.findIndex(({ text }) => typeof text !== 'string')
  if (other !== -1) return { type: 'media', param: `${param}.parts[${other}]` }
  return { type: 'text', text: parts.map(({ text }) => text).join('\n') }
}

/** An input as the parts of one content. @throws PublicError for any other input. */
const partsOf = (input: EmbeddingInput): JsonObject[] =>
  input.type === 'media' && input.parts !== undefined
    ? input.parts.map((part) =>
        part.type === 'text'
          ? { text: part.text }
          : { inlineData: { mimeType: part.mediaType, data: part.base64 } },
      )
    : [{ text: textOf(input) }]

/** An input's text. @throws PublicError for any other input. */
export const textOf = (input: EmbeddingInput): string => {
  switch (input.type) {
    case 'text':
      return input.text
    case 'tokens':
      throw unsupported('input', 'this model takes text, not token numbers.')
    case 'media':
      throw unsupported(input.param, 'this model takes text only.')
  }
}

const writeUsage = (count: number, costUsd: number) => ({
  promptTokenCount: count,
  totalTokenCount: count,
  cost: costUsd,
})

const without = (value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
