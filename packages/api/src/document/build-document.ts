import manifest from '../../package.json' with { type: 'json' }
import { z } from 'zod'
import { TAGS } from '../operation.ts'
import type { Operation, TagName } from '../operation.ts'
import { ERROR_SCHEMAS } from '../schemas/errors.ts'
import { API_KEY_SCHEMES, ANSWER_HEADERS } from './conventions.ts'
import { createErrorDescriber, describeErrorExamples } from './describe-errors.ts'
import type { DescribedErrors } from './describe-errors.ts'
import { DESCRIPTION } from './description.ts'
import type {
  OpenApiDocument,
  OpenApiMedia,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from './open-api.ts'
import { printCurl } from './print-curl.ts'
import { printSchemas } from './print-schemas.ts'
import type { JsonSchema, PrintedSchemas } from './print-schemas.ts'

/** The OpenAPI 3.1 document of the given operations. */
export const buildDocument = (operations: readonly Operation[]): OpenApiDocument => {
  const schemas = printSchemas([...operations.flatMap(schemasOf), ...Object.values(ERROR_SCHEMAS)])
  const errors = createErrorDescriber(schemas)
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations) {
    const [method] = operation.route.toLowerCase().split(' ')
    paths[operation.path] = {
      ...paths[operation.path],
      [method!]: describeOperation(operation, schemas, errors),
    }
  }
  const used = new Set(operations.map(({ tag }) => tag))
  return {
    openapi: '3.1.1',
    info: {
      title: 'GptGet API',
      version: manifest.version,
      summary: 'One endpoint, one key and one wallet for every kind of AI model.',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway' }],
    externalDocs: { url: '/docs', description: 'Guides' },
    security: Object.keys(API_KEY_SCHEMES).map((scheme) => ({ [scheme]: [] })),
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as TagName))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      responses: errors.responses,
      examples: describeErrorExamples(),
      securitySchemes: API_KEY_SCHEMES,
      headers: ANSWER_HEADERS,
    },
  }
}

const schemasOf = ({ parameters = [], query, request, answer, stream }: Operation) => [
  ...Object.values(query?.shape ?? {}),
  ...parameters.map(({ schema }) => schema),
  ...(request ? [request.schema] : []),
  answer.schema,
  ...(stream ? [stream.event] : []),
]

const describeOperation = (
  operation: Operation,
  schemas: PrintedSchemas,
  errors: DescribedErrors,
): OpenApiOperation => {
  const { operationId, tag, summary, description, isOpen, samples = [] } = operation
  const parameters = describeParameters(operation, schemas)
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    // Except those for all operations.
    ...(isOpen ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...describeRequest(operation, schemas),
    responses: {
      200: describeAnswer(operation, schemas),
      ...errors.of(operation.errors, operation.dialect),
    },
    'x-codeSamples': [
      { label: 'curl', lang: 'bash', source: printCurl(operation) },
      ...samples.map(({ label, language, source }) => ({ label, lang: language, source })),
    ],
  }
}

const describeParameters = (
  { parameters = [], query }: Operation,
  schemas: PrintedSchemas,
): OpenApiParameter[] => [
  ...parameters.map(({ isRequired = false, schema, ...parameter }) => ({
    ...parameter,
    required: isRequired,
    schema: schemas.of(schema),
  })),
  ...Object.entries(query?.shape ?? {}).map(([name, field]) => describeQuery(name, field, schemas.of(field))),
]

const describeQuery = (
  name: string,
  field: z.core.$ZodType,
  { description = '', examples, ...schema }: JsonSchema,
): OpenApiParameter => ({
  name,
  in: 'query',
  description,
  ...(examples === undefined ? {} : { example: examples[0] }),
  required: !z.safeParse(field, undefined).success,
  schema,
})

const describeRequest = ({ request }: Operation, schemas: PrintedSchemas) =>
  request === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: schemas.of(request.schema),
              examples: Object.fromEntries(
                Object.entries(request.examples).map(([name, value]) => [name, { value }]),
              ),
            },
          },
        },
      }

const describeAnswer = ({ tag, answer, stream }: Operation, schemas: PrintedSchemas): OpenApiResponse => ({
  description: stream ? `${answer.description} ${stream.description}` : answer.description,
  headers: headersOf(tag),
  content: {
    ...(answer.binary
      ? describeBytes(answer.binary)
      : { 'application/json': { schema: schemas.of(answer.schema), example: answer.example } }),
    ...(answer.csv === undefined ? {} : { 'text/csv': { schema: { type: 'string' }, example: answer.csv } }),
    ...(stream ? { 'text/event-stream': describeEvents(stream, schemas) } : {}),
  },
})

/** Bytes have no schema in OpenAPI 3.1. */
const describeBytes = (types: readonly string[]): OpenApiResponse['content'] =>
  Object.fromEntries(types.map((type) => [type, { schema: {} }]))

/** OpenAPI 3.1 has no streams of events: the text is described, and with `contentSchema` the data of each. */
const describeEvents = (
  { description, event, example }: NonNullable<Operation['stream']>,
  schemas: PrintedSchemas,
): OpenApiMedia => ({
  schema: {
    type: 'string',
    description,
    contentMediaType: 'text/event-stream',
    contentSchema: schemas.of(event),
  },
  example,
})

const PAID_TAGS: ReadonlySet<TagName> = new Set(['Generations', 'Images', 'Audio', 'Embeddings'])

const headersOf = (tag: TagName): OpenApiResponse['headers'] => {
  const isGeneration = PAID_TAGS.has(tag)
  const names = isGeneration ? Object.keys(ANSWER_HEADERS).filter(isOfSuccess) : ['x-request-id']
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

const isOfSuccess = (name: string): boolean => name !== 'retry-after' && name !== 'x-should-retry'
