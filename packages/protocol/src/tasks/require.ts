import { unsupported } from '../canonical/losses.ts'
import type { LoadedTask, LoadedTaskImage } from './wire.ts'

/** The callers' name of the field. */
const PARAMS = {
  negativePrompt: 'negative_prompt',
  seconds: 'seconds',
  size: 'size',
  aspectRatio: 'aspect_ratio',
  resolution: 'resolution',
  quality: 'quality',
  count: 'n',
  seed: 'seed',
  hasAudio: 'generate_audio',
  lyrics: 'lyrics',
  title: 'title',
  tags: 'tags',
  isInstrumental: 'instrumental',
  action: 'action',
} as const satisfies { [Name in keyof LoadedTask]?: string }
export type TaskField = keyof typeof PARAMS

/** The fields that a wire supports, besides the prompt. */
export type Vocabulary = {
  fields: readonly TaskField[]
  /** The number of images per role; none by default. */
  images?: Partial<Record<LoadedTaskImage['role'], number>>
  /** It accepts the provider's own fields. */
  hasInput?: boolean
  needsPrompt?: boolean
}

/** Refuses fields that a provider does not support, which the caller would otherwise pay for. @throws PublicError */
export const requireKnown = (task: LoadedTask, words: Vocabulary): void => {
  if (words.needsPrompt !== false && (task.prompt ?? '') === '')
    throw unsupported('prompt', 'it is required.')
  for (const [name, param] of Object.entries(PARAMS))
    if (isSaid(task[name as TaskField]) && !words.fields.includes(name as TaskField))
      throw unsupported(param, 'this model takes no such field.')
  if (words.hasInput !== true && Object.keys(task.input).length > 0)
    throw unsupported('input', 'this model takes no fields of its own.')
  requireImages(task, words.images ?? {})
}

/** Every provider can create one. */
const isSaid = (value: unknown): boolean => value !== undefined && value !== 1

const requireImages = ({ images }: LoadedTask, most: NonNullable<Vocabulary['images']>): void => {
  for (const role of ['first', 'last', 'reference'] as const) {
    const count = images.filter((image) => image.role === role).length
    const limit = most[role] ?? 0
    if (count <= limit) continue
    const param = { first: 'input_reference', last: 'last_frame', reference: 'reference_images' }[role]
    throw unsupported(param, limit === 0 ? 'this model takes none.' : `this model takes ${limit} at most.`)
  }
}

/** @throws PublicError if a value is not among those that a provider supports */
export const requireOneOf = <Value extends string | number>(
  param: string,
  value: Value | undefined,
  known: readonly Value[],
): void => {
  if (value === undefined || known.includes(value)) return
  throw unsupported(param, `this model takes ${known.join(', ')}.`)
}

export const imageOf = (task: LoadedTask, role: LoadedTaskImage['role']): LoadedTaskImage | undefined =>
  task.images.find((image) => image.role === role)

export const imagesOf = (task: LoadedTask, role: LoadedTaskImage['role']): LoadedTaskImage[] =>
  task.images.filter((image) => image.role === role)

/** A URL, or the bytes as a `data:` URL. */
export const addressOf = (image: LoadedTaskImage): string =>
  'url' in image ? image.url : `data:${image.mediaType};base64,${image.base64}`

/** The bytes. @throws PublicError for a URL, because the router loads what a wire needs */
export const bytesOf = (image: LoadedTaskImage): { base64: string; mediaType: string } => {
  if ('base64' in image) return image
  throw unsupported('input_reference', 'this model accepts images only as data, not as URLs.')
}

const RATIOS: readonly [ratio: string, value: number][] = [
  ['16:9', 16 / 9],
  ['9:16', 9 / 16],
  ['1:1', 1],
  ['4:3', 4 / 3],
  ['3:4', 3 / 4],
  ['21:9', 21 / 9],
]

/** `1280x720` -> `16:9`: the ratio of a size, for providers with ratios only. */
export const ratioOf = ({ size, aspectRatio }: LoadedTask): string | undefined => {
  if (aspectRatio !== undefined || size === undefined) return aspectRatio
  const [width = 1, height = 1] = size.split('x').map(Number)
  const value = width / height
  return RATIOS.toSorted((a, b) => Math.abs(a[1] - value) - Math.abs(b[1] - value))[0]![0]
}

/** `1280x720` -> `720p`: the resolution of a size, for providers with resolutions only. */
export const resolutionOf = ({ size, resolution }: LoadedTask): string | undefined => {
  if (resolution !== undefined || size === undefined) return resolution
  const short = Math.min(...size.split('x').map(Number))
  return `${short}p`
}
