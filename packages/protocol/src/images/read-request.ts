import { z } from 'zod'
import { invalidAt, parseAt } from '../dialects/parse-at.ts'
import { readDataUrl } from '../dialects/data-url.ts'
import { optionalText } from '../json/object.ts'
import { IMAGE_OUTPUT_FORMATS, IMAGE_RESPONSE_FORMATS, MAX_FRAMES } from './image.ts'
import type { ImageRequest, ImageSource, SvgAuthor } from './image.ts'

/** OpenAI's clients send an image as a string, as `{ image_url }` or, as in chats, as `{ image_url: { url } }`. */
const picture = z.union([
  z.string().min(1),
  z.looseObject({
    image_url: z.union([z.string().min(1), z.looseObject({ url: z.string().min(1) })]).optional(),
    url: z.string().min(1).optional(),
    media_id: z.string().min(1).max(100).optional(),
    index: z.int().min(0).max(999).optional(),
  }),
])

const pictures = z.union([picture, z.array(picture).min(1).max(16)])

/** Forms contain numbers as text. */
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

const svgAuthor = z.looseObject({
  model: z.string().min(1).nullish(),
  reasoning: z.looseObject({ effort: z.string().min(1).nullish() }).nullish(),
})

/**
 * OpenAI's `/images/generations` and `/images/edits`, which differ only in images
 * (openai 7.57.0, `resources/images.d.ts`).
 */
export const imageRequestSchema = z.looseObject({
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: whole(1, 10).nullish(),
  size: z
    .string()
    .regex(/^(auto|[1-9]\d{1,4}x[1-9]\d{1,4})$/, 'must be auto, or a width and a height such as 1024x1024')
    .nullish(),
  quality: z.enum(['auto', 'low', 'medium', 'high', 'xhigh', 'max', 'standard', 'hd']).nullish(),
  background: z.enum(['auto', 'transparent', 'opaque']).nullish(),
  moderation: z.enum(['auto', 'low']).nullish(),
  output_format: z.enum(IMAGE_OUTPUT_FORMATS).nullish(),
  frame_count: whole(2, MAX_FRAMES).nullish(),
  frame_duration_ms: whole(1, 655_350).nullish(),
  svg: svgAuthor.nullish(),
  output_compression: whole(0, 100).nullish(),
  input_fidelity: z.enum(['low', 'high']).nullish(),
  response_format: z.enum(IMAGE_RESPONSE_FORMATS).nullish(),
  stream: flag.nullish(),
  partial_images: whole(0, 3).nullish(),
  image: pictures.nullish(),
  images: pictures.nullish(),
  mask: picture.nullish(),
  user: z.string().nullish(),
})

/** Reads an image request. @throws PublicError naming the field */
export const readImageRequest = (body: unknown): ImageRequest => {
  const wire = parseAt(imageRequestSchema, body)
  const given = wire.images ?? wire.image
  const name = wire.images ? 'images' : 'image'
  const inputs = given ? [given].flat().map((each, index) => sourceOf(each, `${name}[${index}]`)) : []
  const mask = wire.mask ? sourceOf(wire.mask, 'mask') : null
  if (mask !== null && inputs.length === 0) throw invalidAt('mask', 'a mask needs an image.')
  if (wire.background === 'transparent' && wire.output_format === 'jpeg')
    throw invalidAt('background', 'a transparent background needs png or webp.')
  requireFitting(wire)
  return {
    model: wire.model,
    prompt: wire.prompt,
    count: wire.n ?? 1,
    size: sizeOf(wire.size),
    quality: unlessAuto(wire.quality),
    background: unlessAuto(wire.background),
    moderation: unlessAuto(wire.moderation),
    outputFormat: wire.output_format ?? null,
    outputCompression: wire.output_compression ?? null,
    frameCount: wire.frame_count ?? null,
    frameDurationMs: wire.frame_duration_ms ?? null,
    svg: authorOf(wire),
    inputFidelity: wire.input_fidelity ?? null,
    isStream: wire.stream ?? false,
    partialImages: wire.partial_images ?? 0,
    responseFormat: wire.response_format ?? 'url',
    inputs,
    mask,
    user: wire.user ?? null,
  }
}

type Wire = z.output<typeof imageRequestSchema>

/** Fields that only one format has. @throws PublicError naming the field */
const requireFitting = (wire: Wire): void => {
  for (const field of ['frame_count', 'frame_duration_ms'] as const)
    if (wire[field] != null && wire.output_format !== 'gif')
      throw invalidAt(field, 'only a GIF has frames: set output_format to gif.')
  if (wire.output_format !== 'svg') {
    if (authorOf(wire) !== null) throw invalidAt('svg', 'it needs output_format svg.')
    return
  }
  if ((wire.n ?? 1) > 1) throw invalidAt('n', 'one SVG is made at a time.')
  if (wire.stream === true) throw invalidAt('stream', 'an SVG is not streamed.')
  if (wire.output_compression != null) throw invalidAt('output_compression', 'an SVG is not compressed.')
}

/** Forms name nested fields with brackets. */
const authorOf = (wire: Wire): SvgAuthor | null => {
  const text = (name: string): string | undefined => optionalText(wire[name])
  const model = wire.svg?.model ?? text('svg[model]')
  const effort = wire.svg?.reasoning?.effort ?? text('svg[reasoning][effort]')
  return model === undefined && effort === undefined ? null : { model, effort }
}

const unlessAuto = <Value extends string>(value: Value | null | undefined): Exclude<Value, 'auto'> | null =>
  value === undefined || value === null || value === 'auto' ? null : (value as Exclude<Value, 'auto'>)

const sizeOf = (text: string | null | undefined): ImageRequest['size'] => {
  const [width, height] = (unlessAuto(text) ?? '').split('x').map(Number)
  return width && height ? { width, height } : null
}

type Picture = z.output<typeof picture>

const sourceOf = (given: Picture, param: string): ImageSource => {
  if (typeof given === 'string') return sourceAt(given, param)
  const { image_url, url, media_id: mediaId, index = 0 } = given
  if (mediaId !== undefined) return { type: 'media', mediaId, index }
  const address = typeof image_url === 'object' ? image_url.url : (image_url ?? url)
  if (address === undefined) throw invalidAt(param, 'must have an image_url.')
  return sourceAt(address, param)
}

const sourceAt = (text: string, param: string): ImageSource => {
  const data = readDataUrl(text)
  if (data) return { type: 'data', ...data }
  if (/^https?:/i.test(text)) return { type: 'url', url: text }
  throw invalidAt(param, 'must be a data URL with base64, or an http or https URL.')
}
