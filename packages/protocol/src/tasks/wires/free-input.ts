import { unsupported } from '../../canonical/losses.ts'
import { compact } from '../../json/object.ts'
import { addressOf, imageOf, ratioOf, requireKnown, resolutionOf, type TaskField } from '../require.ts'
import type { LoadedTask, WireOutput } from '../wire.ts'

/** Fields that determine the price. They must be given as our fields, so that the charge matches the request. */
const PRICED: Readonly<Record<string, string>> = {
  duration: 'seconds',
  duration_seconds: 'seconds',
  seconds: 'seconds',
  seconds_total: 'seconds',
  length: 'seconds',
  video_length: 'seconds',
  num_frames: 'seconds',
  num_images: 'n',
  num_images_per_prompt: 'n',
  num_outputs: 'n',
  num_samples: 'n',
  num_videos: 'n',
  max_images: 'n',
  batch_size: 'n',
  n: 'n',
  resolution: 'resolution',
  size: 'size',
  image_size: 'size',
  video_size: 'size',
  width: 'size',
  height: 'size',
  megapixels: 'size',
  quality: 'quality',
  generate_audio: 'generate_audio',
  enable_audio: 'generate_audio',
  with_audio: 'generate_audio',
}

/** Fields that determine the price and are none of ours. */
const UNPRICED: ReadonlySet<string> = new Set([
  'fps',
  'frames_per_second',
  'frame_rate',
  'upscale_factor',
  'upscaling_factor',
])

const FIELDS: readonly TaskField[] = [
  'seconds',
  'size',
  'aspectRatio',
  'resolution',
  'quality',
  'count',
  'negativePrompt',
  'seed',
  'hasAudio',
  'lyrics',
  'tags',
]

/** The input of a model with provider-specific fields: the caller's, and ours next to them. */
export const freeInputOf = (task: LoadedTask): Record<string, unknown> => {
  requireKnown(task, { fields: FIELDS, images: { first: 1, last: 1 }, hasInput: true, needsPrompt: false })
  for (const name of Object.keys(task.input)) {
    if (Object.hasOwn(PRICED, name)) throw unsupported(`input.${name}`, `say it as "${PRICED[name]}".`)
    if (UNPRICED.has(name)) throw unsupported(`input.${name}`, 'what it costs is not known here.')
  }
  const [first, last] = [imageOf(task, 'first'), imageOf(task, 'last')]
  return compact({
    ...task.input,
    prompt: task.prompt,
    negative_prompt: task.negativePrompt,
    duration: task.seconds,
    aspect_ratio: ratioOf(task),
    // Of a video's size, the resolution has the price.
    resolution: task.type === 'video' ? resolutionOf(task) : task.resolution,
    quality: task.quality,
    seed: task.seed,
    generate_audio: task.hasAudio,
    lyrics: task.lyrics,
    tags: task.tags,
    image: first === undefined ? undefined : addressOf(first),
    image_url: first === undefined ? undefined : addressOf(first),
    last_image: last === undefined ? undefined : addressOf(last),
  })
}

/** The pixels of an image's size; null if there is none, or if it is that of a video. */
export const pixelsOf = ({ type, size }: LoadedTask): { width: number; height: number } | null => {
  if (type !== 'image' || size === undefined) return null
  const [width = 0, height = 0] = size.split('x').map(Number)
  return { width, height }
}

const KINDS = { image: 'image', video: 'video', music: 'audio', mj: 'image', suno: 'audio' } as const

/** The kind of output, if the URL does not show it. */
export const kindOf = ({ kind }: Readonly<Record<string, string>>): WireOutput['kind'] =>
  KINDS[kind as keyof typeof KINDS] ?? 'video'
