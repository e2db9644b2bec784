import { predictVideoRequestSchema } from '@gptget/api/schemas/google-videos'
import { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import { mjSubmitRequestSchema, sunoSubmitRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import { createVideoRequestSchema } from '@gptget/api/schemas/videos'
import { PublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import { findInUnknownFields, parseAt, providerObjectRefusal } from '@gptget/protocol'
import type { z } from 'zod'
import { askedByGoogle } from '../formats/google-video.ts'
import { askedByMj, askedBySuno } from '../formats/upstream-surfaces.ts'
import { liftPictures, type LiftedPicture } from './lift-pictures.ts'

/** The API of a request that creates a task, and what its path says. */
export type TaskFormat =
  | { type: 'tasks' | 'videos' }
  | { type: 'google-videos'; model: string }
  | { type: 'mj' | 'suno'; action: string }

export type Asked = z.output<typeof createTaskRequestSchema>

/** A request whose images are apart: `bytes` are those that were sent in it. */
export type ReadTask = {
  asked: Omit<Asked, 'input_reference' | 'last_frame' | 'reference_images'>
  pictures: LiftedPicture[]
  bytes: Buffer
}

/** Fields of a provider's own are stored and sent on as they are, in one message. */
const MAX_OWN_FIELDS_BYTES = 256 * 1024

/** Reads a request that creates a task, with all of its images. @throws PublicError 400 naming the field, 413 */
export const readTask = (
  body: Buffer,
  { format, isForm }: { format: TaskFormat; isForm: boolean },
): ReadTask => {
  const { input_reference, last_frame, reference_images, ...asked } = askedIn(bodyOf(body, isForm), format)
  requireFewFields(asked.input)
  requireNoProviderObject(asked.input)
  return { asked, ...liftPictures({ input_reference, last_frame, reference_images }) }
}

const bodyOf = (body: Buffer, isForm: boolean): unknown => {
  if (body.byteLength === 0) return {}
  // Its names are checked where it is read, and we wrote the JSON.
  if (isForm) return withObjects(JSON.parse(body.toString()) as Record<string, unknown>)
  return parseJsonBody(body)
}

const askedIn = (body: unknown, format: TaskFormat): Asked => {
  switch (format.type) {
    case 'tasks':
      return parseAt(createTaskRequestSchema, body)
    case 'videos':
      return { type: 'video', ...parseAt(createVideoRequestSchema, body) }
    case 'google-videos':
      return askedByGoogle(format.model, parseAt(predictVideoRequestSchema, body))
    case 'mj':
      return askedByMj(format.action, parseAt(mjSubmitRequestSchema, body))
    case 'suno':
      return askedBySuno(format.action, parseAt(sunoSubmitRequestSchema, body))
  }
}

const requireFewFields = (input: Asked['input'] = {}): void => {
  if (Buffer.byteLength(JSON.stringify(input)) <= MAX_OWN_FIELDS_BYTES) return
  throw new PublicError(
    'request_too_large',
    'input: fields of the provider’s own may have 256 KiB together. Send images as `reference_images`, or by URL.',
    { param: 'input', metadata: { max_bytes: MAX_OWN_FIELDS_BYTES } },
  )
}

/** Tasks use the platform's account at a provider. */
const requireNoProviderObject = (input: Asked['input'] = {}): void => {
  const found = findInUnknownFields(input)
  if (found !== null)
    throw providerObjectRefusal(`input.${found}`, 'Send the content itself, or a public URL.')
}

/** OpenAI's clients write `input_reference[image_url]` for a nested JSON field. */
const withObjects = (form: Record<string, unknown>): Record<string, unknown> => {
  const read = new Map<string, unknown>()
  for (const [name, value] of Object.entries(form)) {
    const [, outer, inner] = /^([\w-]+)\[([\w-]+)\]$/.exec(name) ?? []
    if (outer === undefined || inner === undefined) read.set(name, value)
    else read.set(outer, { ...(read.get(outer) as object | undefined), [inner]: value })
  }
  return Object.fromEntries(read)
}
