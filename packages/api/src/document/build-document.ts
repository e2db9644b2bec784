import manifest from '../../package.json' with { type: 'json' }
import { TAGS } from '../operation.ts'
import type { Operation, TagName } from '../operation.ts'
import { ERROR_SCHEMAS } from '../schemas/errors.ts'
import { API_KEY_SCHEMES, ANSWER_HEADERS } from './conventions.ts'
import { describeErrors } from './describe-errors.ts'
import { GUIDES } from './guides.ts'
import type { OpenApiDocument, OpenApiMedia, OpenApiOperation, OpenApiResponse } from './open-api.ts'
import { printCurl } from './print-curl.ts'
import { printSchemas } from './print-schemas.ts'
import type { PrintedSchemas } from './print-schemas.ts'

/** The OpenAPI 3.1 document of the given operations. */
export const buildDocument = (operations: readonly Operation[]): OpenApiDocument => {
  const schemas = printSchemas([...operations.flatMap(schemasOf), ...Object.values(ERROR_SCHEMAS)])
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations) {
    const [method] = operation.route.toLowerCase().split(' ')
    paths[operation.path] = { ...paths[operation.path], [method!]: describeOperation(operation, schemas) }
  }
  const used = new Set(operations.map(({ tag }) => tag))
  return {
    openapi: '3.1.1',
    info: {
      title: 'GptGet API',
      version: manifest.version,
      summary: 'One endpoint, one key and one wallet for every kind of AI model.',
      description: GUIDES,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway' }],
    security: Object.keys(API_KEY_SCHEMES).map((scheme) => ({ [scheme]: [] })),
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as TagName))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: API_KEY_SCHEMES,
      headers: ANSWER_HEADERS,
    },
  }
}

const schemasOf = ({ parameters = [], request, answer, stream }: Operation) => [
  ...parameters.map(({ schema }) => schema),
  ...(request ? [request.schema] : []),
  answer.schema,
  ...(stream ? [stream.event] : []),
]

const describeOperation = (operation: Operation, schemas: PrintedSchemas): OpenApiOperation => {
  const { operationId, tag, summary, description, parameters = [], samples = [] } = operation
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length === 0
      ? {}
      : {
          parameters: parameters.map(({ isRequired = false, schema, ...parameter }) => ({
            ...parameter,
            required: isRequired,
            schema: schemas.of(schema),
          })),
        }),
    ...describeRequest(operation, schemas),
    responses: {
      200: describeAnswer(operation, schemas),
      ...describeErrors(operation.errors, operation.dialect, schemas),
    },
    'x-codeSamples': [
      { label: 'curl', lang: 'bash', source: printCurl(operation) },
      ...samples.map(({ label, language, source }) => ({ label, lang: language, source })),
    ],
  }
}

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
    'application/json': { schema: schemas.of(answer.schema), example: answer.example },
    ...(stream ? { 'text/event-stream': describeEvents(stream, schemas) } : {}),
  },
})

/** OpenAPI 3.1 has no word for a stream of events: the text is described, and by `contentSchema` the data of each. */
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

const headersOf = (tag: TagName): OpenApiResponse['headers'] => {
  const isGeneration = tag === 'Generations' || tag === 'Embeddings'
  const names = isGeneration ? Object.keys(ANSWER_HEADERS).filter(isOfSuccess) : ['x-request-id']
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

const isOfSuccess = (name: string): boolean => name !== 'retry-after' && name !== 'x-should-retry'
