import type { JsonSchema } from './print-schemas.ts'

/** The part of OpenAPI 3.1 that our document uses. */
export type OpenApiDocument = {
  openapi: string
  info: {
    title: string
    version: string
    summary: string
    description: string
    license: { name: string; identifier: string }
  }
  servers: { url: string; description: string }[]
  externalDocs: { url: string; description: string }
  security: Record<string, never[]>[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<string, OpenApiResponse>
    examples: Record<string, { value: unknown }>
    securitySchemes: Record<string, unknown>
    headers: Record<string, OpenApiHeader>
  }
}

export type OpenApiOperation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security?: []
  parameters?: OpenApiParameter[]
  requestBody?: { required: boolean; content: Record<string, OpenApiMedia> }
  responses: Record<string, OpenApiResponse | OpenApiReference>
  'x-codeSamples': OpenApiSample[]
}

export type OpenApiParameter = {
  name: string
  in: string
  required: boolean
  description: string
  schema: JsonSchema
  example?: unknown
}

export type OpenApiMedia = {
  schema: JsonSchema
  example?: unknown
  examples?: Record<string, OpenApiExample>
}

export type OpenApiReference = { $ref: string }

export type OpenApiExample = { value: unknown } | OpenApiReference

export type OpenApiResponse = {
  description: string
  headers: Record<string, { $ref: string }>
  content: Record<string, OpenApiMedia>
}

export type OpenApiHeader = { description: string; schema: JsonSchema }

/** Redoc's and Scalar's extension. */
export type OpenApiSample = { label: string; lang: string; source: string }
