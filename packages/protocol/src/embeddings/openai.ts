import { z } from 'zod'
import { FaultError } from '../canonical/faults.ts'
import { unsupported } from '../canonical/losses.ts'
import { emptyUsage, totalInputTokens, type Usage } from '../canonical/usage.ts'
import { arrayOf, compact, placeOf, isObject, objectOf, type JsonObject } from '../json/object.ts'
import { ReportedCounts } from '../dialects/reported-counts.ts'
import { readErrorObject } from '../dialects/openai-chat/errors.ts'
import { OWN_FIELDS } from '../dialects/own-fields.ts'
import { extensionsOf, parseAt } from '../dialects/parse-at.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { spliceUsage } from '../dialects/relayed.ts'
import { spliceBytes, spliceText } from '../json/splice.ts'
import { VECTOR_ENCODINGS } from './embedding.ts'
import type {
  EmbeddingContext,
  EmbeddingInput,
  EmbeddingRequest,
  EmbeddingResult,
  EmbeddingWire,
  VectorEncoding,
} from './embedding.ts'
import { droppedExtensions } from './losses.ts'
import { readMediaInput } from './read-media.ts'
import { encodeVector, expectVectors, readVector } from './vectors.ts'

/** The maximum number of inputs in a request, from OpenAI's reference. */
const MAX_INPUTS = 2048

const text = z.string().min(1)
const tokens = z.array(z.int().nonnegative()).min(1)
/** Images, in the formats of the servers that support them. */
const media = z.record(z.string(), z.unknown())

export const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([
    text,
    z
      .array(z.union([text, media]))
      .min(1)
      .max(MAX_INPUTS),
    media,
    tokens,
    z.array(tokens).min(1).max(MAX_INPUTS),
  ]),
  dimensions: z.int().positive().nullish(),
  encoding_format: z.enum(VECTOR_ENCODINGS).nullish(),
  user: z.string().nullish(),
})

const KNOWN_FIELDS = new Set(['model', 'input', 'dimensions', 'encoding_format', ...Object.keys(OWN_FIELDS)])

/** OpenAI's `/embeddings` (platform.openai.com/docs/api-reference/embeddings). */
export const openAiEmbeddings: EmbeddingWire = {
  readRequest: (body) => {
    const wire = parseAt(requestSchema, body)
    return compact({
      model: wire.model,
      ...readInputs(wire.input),
      dimensions: wire.dimensions ?? undefined,
      encoding: wire.encoding_format ?? 'float',
      extensions: extensionsOf(wire, KNOWN_FIELDS),
    }) as EmbeddingRequest
  },
  writeRequest: (request, model) => {
    const inputs = request.inputs.map(writeInput)
    return {
      body: compact({
        model,
        input: request.isBatch ? inputs : inputs[0],
        dimensions: request.dimensions,
        encoding_format: 'float',
      }),
      losses: droppedExtensions(request),
    }
  },
  readResult: (body, { inputs }) => {
    const answer = objectOf(body)
    if (answer['error']) throw new FaultError(readErrorObject(answer['error'], body))
    if (!Array.isArray(answer['data'])) throw new FaultError(malformedFault(body))
    const items = answer['data'].map(objectOf).toSorted((a, b) => placeOf(a['index']) - placeOf(b['index']))
    const vectors = items.map((item) => readVector(item['embedding']))
    const { usage } = answer
    return {
      vectors: expectVectors(vectors, inputs.length, body),
      ...(isObject(usage) ? { usage: readUsage(usage) } : {}),
    }
  },
  writeResult: ({ vectors }, { id, model, request }, { usage, costUsd }) => ({
    id,
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: request.encoding === 'base64' ? encodeVector(vector) : vector,
    })),
    model,
    usage: writeUsage(usage, costUsd),
  }),
  passRequest: (body, model) => spliceBytes(body, { ...OWN_FIELDS, model: JSON.stringify(model) }),
  passResult: (given, result, context, closing) => {
    const said = encodingOf(given) === context.request.encoding ? given : reencode(given, result, context)
    const named = spliceText(said, {
      id: JSON.stringify(context.id),
      model: JSON.stringify(context.model),
    })
    return spliceUsage(named, ['usage'], closing, writeUsage)
  },
}

const readInputs = (
  input: z.output<typeof requestSchema>['input'],
): Pick<EmbeddingRequest, 'inputs' | 'isBatch'> => {
  if (typeof input === 'string') return { inputs: [{ type: 'text', text: input }], isBatch: false }
  if (!Array.isArray(input)) return { inputs: [readMediaInput(input, 'input')], isBatch: false }
  if (isTokens(input)) return { inputs: [{ type: 'tokens', tokens: input }], isBatch: false }
  return {
    inputs: input.map((item, index): EmbeddingInput => {
      if (typeof item === 'string') return { type: 'text', text: item }
      return Array.isArray(item) ? { type: 'tokens', tokens: item } : readMediaInput(item, `input[${index}]`)
    }),
    isBatch: true,
  }
}

const isTokens = (input: readonly unknown[]): input is number[] => typeof input[0] === 'number'

const writeInput = (input: EmbeddingInput): string | readonly number[] => {
  switch (input.type) {
    case 'text':
      return input.text
    case 'tokens':
      return input.tokens
    case 'media':
      throw unsupported(input.param, 'this model takes text only.')
  }
}

/** Every token is input. Some servers only report the total. */
const readUsage = (raw: JsonObject): Usage => {
  const counts = new ReportedCounts()
  const inputTokens = counts.of(raw['prompt_tokens'], raw['total_tokens'])
  return { ...emptyUsage(), inputTokens, isEstimated: !counts.areSound, raw }
}

const writeUsage = (usage: Usage, costUsd: number) => {
  const count = totalInputTokens(usage)
  return { prompt_tokens: count, total_tokens: count, cost: costUsd }
}

/** The encoding of a provider's answer, because not every provider returns the requested one. */
const encodingOf = (given: string): VectorEncoding => (/"embedding"\s*:\s*"/.test(given) ? 'base64' : 'float')

/** The provider's answer with its vectors in the requested encoding. */
const reencode = (given: string, { vectors }: EmbeddingResult, { request }: EmbeddingContext): string => {
  const data = arrayOf(objectOf(JSON.parse(given))['data']).map(objectOf)
  data.sort((a, b) => placeOf(a['index']) - placeOf(b['index']))
  const encoded = data.map((item, index) => ({
    ...item,
    embedding: request.encoding === 'base64' ? encodeVector(vectors[index]!) : vectors[index],
  }))
  return spliceText(given, { data: JSON.stringify(encoded) })
}
