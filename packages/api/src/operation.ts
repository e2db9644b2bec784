import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import type { z } from 'zod'

export type Parameter = {
  name: string
  in: 'path' | 'header'
  description: string
  schema: z.ZodType
  isRequired?: boolean
  example?: unknown
}

/** The same call with a client library. Base URL and key are the placeholders of `placeholders.ts`. */
export type Sample = { label: string; language: 'python' | 'javascript'; source: string }

/** Everything that the reference says about one operation. */
export type Operation = {
  /** The route that serves it, as the Hono app names it: `GET /v1/models/:id{.+}`. */
  route: string
  /** The same path as OpenAPI writes it: `/v1/models/{provider}/{model}`. */
  path: string
  operationId: string
  /** The service that serves it behind the edge; by default the edge itself. */
  service?: 'computers' | 'media-proxy' | 'realtime' | 'tasks-worker'
  /** Whether it needs no key. */
  isOpen?: boolean
  tag: TagName
  summary: string
  /** Markdown. */
  description: string
  /** The dialect of its error envelope, and of the authentication in its examples. */
  dialect: Dialect
  /** In the path and in headers. */
  parameters?: readonly Parameter[]
  /** Its fields are the query parameters; an example of one (`.meta({ examples })`) is shown in the curl call. */
  query?: z.ZodObject
  /** The first example is the one shown as a curl call. */
  request?: { schema: z.ZodType; examples: Record<string, unknown> }
  /** `csv`: an example of the same as a table, if it is available. */
  answer: {
    description: string
    schema: z.ZodType
    example: unknown
    csv?: string
    /** The types of an answer in bytes instead of JSON: `schema` and `example` are then not shown. */
    binary?: readonly string[]
  }
  /** The server-sent events of `"stream": true` (or of the operation itself). */
  stream?: { description: string; event: z.ZodType; example: string }
  errors: readonly ErrorCode[]
  samples?: readonly Sample[]
}

export const TAGS = {
  Generations:
    'Answers from models, in the dialect of your SDK. Every model answers in every dialect, whichever provider serves it.',
  Images: 'Create images from a prompt or from other images.',
  Audio: 'Text to speech, and speech to text.',
  Realtime: 'Voice sessions over WebSockets: client secrets and open sessions.',
  Videos: 'Videos from prompts and images, made in the background.',
  Tasks: 'Images, videos and music that take minutes: create, follow and cancel them.',
  Webhooks: 'Endpoints that are notified when tasks end.',
  Media: 'Generated images, audio and video: stored for a week and served from here.',
  Embeddings: 'Turn texts into vectors.',
  Models: 'The available models, their abilities and their prices.',
  Computers: 'Linux desktops that programs and people can see and control.',
  Account: 'Credit, spending and keys.',
  Status: 'The state of the platform and its providers.',
} as const

export type TagName = keyof typeof TAGS
