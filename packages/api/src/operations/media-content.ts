import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  contentQuerySchema,
  deleteContentQuerySchema,
  deletedContentSchema,
  mediaQuerySchema,
  mediaSchema,
  signContentRequestSchema,
  signedContentSchema,
} from '../schemas/media-content.ts'
import { z } from 'zod'

type Collection = {
  path: 'images' | 'videos' | 'audio'
  /** In the names of operations. */
  name: 'Image' | 'Video' | 'Audio'
  /** In sentences. */
  article: 'a' | 'an'
  noun: string
  exampleId: string
  types: readonly string[]
}

const COLLECTIONS: readonly Collection[] = [
  {
    path: 'images',
    name: 'Image',
    article: 'an',
    noun: 'image',
    exampleId: 'img_abc123',
    types: ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/svg+xml'],
  },
  {
    path: 'videos',
    name: 'Video',
    article: 'a',
    noun: 'video',
    exampleId: 'vid_abc123',
    types: ['video/mp4', 'video/webm', 'video/quicktime'],
  },
  {
    path: 'audio',
    name: 'Audio',
    article: 'an',
    noun: 'audio file',
    exampleId: 'task_abc123',
    types: ['audio/mpeg', 'audio/wav', 'audio/ogg', 'audio/flac', 'audio/aac', 'audio/mp4'],
  },
]

const FILE_ERRORS = [
  'invalid_request',
  ...LOOKUP_ERRORS,
  'permission_denied',
  'not_found',
  'content_expired',
] as const

const idOf = ({ exampleId }: Collection): Parameter => ({
  name: 'id',
  in: 'path',
  description: 'The id of the generation or task that created it.',
  schema: z.string(),
  isRequired: true,
  example: exampleId,
})

const range: Parameter = {
  name: 'Range',
  in: 'header',
  description:
    'A part of the file: `bytes=0-1023`. Answered with 206, or with 416 if the file is shorter. A request for several ranges gets the whole file.',
  schema: z.string(),
}

const operationsOf = (collection: Collection): Operation[] => {
  const { path, name, article, noun, exampleId, types } = collection
  return [
    {
      route: `GET /v1/${path}/:id/content`,
      path: `/v1/${path}/{id}/content`,
      operationId: `read${name}Content`,
      tag: 'Media',
      summary: `Read ${article} ${noun}`,
      description: `The bytes of the ${noun}. Send your key in any of the three headers, or use a signed URL, which needs none. \`ETag\` is the SHA-256 of the bytes; \`If-None-Match\`, \`Range\`, \`If-Range\` and \`HEAD\` work. It is kept for a week; after that the answer is 410.`,
      dialect: 'openai-chat',
      parameters: [idOf(collection), range],
      query: contentQuerySchema,
      answer: { description: 'The bytes.', schema: z.string(), example: '', binary: types },
      errors: FILE_ERRORS,
    },
    {
      route: `POST /v1/${path}/:id/content/sign`,
      path: `/v1/${path}/{id}/content/sign`,
      operationId: `sign${name}Content`,
      tag: 'Media',
      summary: `Sign the URL of ${article} ${noun}`,
      description: `Creates a URL of the ${noun} that needs no key and expires: for an \`<img>\`, a player or another person. Anyone who has it can read the ${noun} until it expires or the ${noun} is deleted.`,
      dialect: 'openai-chat',
      parameters: [idOf(collection)],
      request: {
        schema: signContentRequestSchema,
        examples: { 'For an hour': { index: 0, expires_in: 3600 } },
      },
      answer: {
        description: 'The signed URL.',
        schema: signedContentSchema,
        example: {
          url: `https://api.gptget.net/v1/${path}/${exampleId}/content?index=0&exp=1767229200&kid=k1&sig=8Jm…`,
          expires_at: 1_767_229_200,
        },
      },
      errors: FILE_ERRORS,
    },
    {
      route: `DELETE /v1/${path}/:id/content`,
      path: `/v1/${path}/{id}/content`,
      operationId: `delete${name}Content`,
      tag: 'Media',
      summary: `Delete ${article} ${noun}`,
      description: 'Deletes the bytes at once, permanently. The receipt keeps the cost.',
      dialect: 'openai-chat',
      parameters: [idOf(collection)],
      query: deleteContentQuerySchema,
      answer: {
        description: 'Confirms that it is deleted.',
        schema: deletedContentSchema,
        example: {
          id: exampleId,
          object: `${path === 'audio' ? 'audio' : path.slice(0, -1)}.content.deleted`,
          deleted: true,
        },
      },
      errors: FILE_ERRORS,
    },
  ]
}

const FILE = {
  id: 'img_abc123/0',
  object: 'media.file',
  media_id: 'img_abc123',
  index: 0,
  kind: 'image',
  content_type: 'image/png',
  bytes: 1_048_576,
  width: 1024,
  height: 1024,
  duration_ms: null,
  url: 'https://api.gptget.net/v1/images/img_abc123/content?index=0',
  created_at: 1_767_225_600,
  expires_at: 1_767_830_400,
}

const listMedia: Operation = {
  service: 'media-proxy',
  route: 'GET /v1/media',
  path: '/v1/media',
  operationId: 'listMedia',
  tag: 'Media',
  summary: 'List media',
  description: 'Every stored image, video and audio file that was created for the account, newest first.',
  dialect: 'openai-chat',
  query: mediaQuerySchema,
  answer: {
    description: 'A page.',
    schema: mediaSchema,
    example: {
      object: 'list',
      data: [FILE],
      first_id: FILE.id,
      last_id: FILE.id,
      has_more: false,
    },
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS, 'permission_denied'],
}

/** The list of stored media, and the operations that read, sign and delete the files of each kind. */
export const MEDIA_CONTENT: readonly Operation[] = [listMedia, ...COLLECTIONS.flatMap(operationsOf)]
