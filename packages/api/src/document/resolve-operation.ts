import type {
  OpenApiDocument,
  OpenApiExample,
  OpenApiMedia,
  OpenApiOperation,
  OpenApiReference,
  OpenApiResponse,
} from './open-api.ts'

type ResolvedMedia = Omit<OpenApiMedia, 'examples'> & { examples?: Record<string, { value: unknown }> }

export type ResolvedResponse = Omit<OpenApiResponse, 'content'> & { content: Record<string, ResolvedMedia> }

/** An operation with its answers and examples inlined. Schemas stay references, because they may be recursive. */
export type ResolvedOperation = Omit<OpenApiOperation, 'responses' | 'requestBody'> & {
  requestBody?: { required: boolean; content: Record<string, ResolvedMedia> }
  responses: Record<string, ResolvedResponse>
}

type Components = OpenApiDocument['components']

/** Follows an operation's references to answers and examples. */
export const resolveOperation = (
  { responses, requestBody, ...operation }: OpenApiOperation,
  components: Components,
): ResolvedOperation => ({
  ...operation,
  ...(requestBody
    ? { requestBody: { ...requestBody, content: resolveContent(requestBody.content, components) } }
    : {}),
  responses: mapValues(responses, (response) => {
    const { content, ...rest } = isReference(response) ? components.responses[nameIn(response)]! : response
    return { ...rest, content: resolveContent(content, components) }
  }),
})

const resolveContent = (
  content: Record<string, OpenApiMedia>,
  components: Components,
): Record<string, ResolvedMedia> =>
  mapValues(content, ({ examples, ...media }) => ({
    ...media,
    ...(examples ? { examples: mapValues(examples, (example) => resolveExample(example, components)) } : {}),
  }))

const resolveExample = (example: OpenApiExample, { examples }: Components): { value: unknown } =>
  isReference(example) ? examples[nameIn(example)]! : example

const isReference = (value: object): value is OpenApiReference => '$ref' in value

const nameIn = ({ $ref }: OpenApiReference): string => $ref.slice($ref.lastIndexOf('/') + 1)

const mapValues = <From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
