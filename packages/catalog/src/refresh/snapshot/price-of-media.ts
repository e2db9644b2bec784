import type { SnapshotPrice } from '../../price.ts'
import type { MediaModel } from '../reviewed/media-models.ts'
import { decimal, decimals, perMillion } from '../sources/decimal.ts'
import type { MediaEntry } from '../sources/media-entry.ts'

/** LiteLLM's names of prices per token. */
const CLASSES = {
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cacheRead: 'cache_read_input_token_cost',
  audioInput: 'input_cost_per_audio_token',
  audioOutput: 'output_cost_per_audio_token',
  imageInput: 'input_cost_per_image_token',
  imageOutput: 'output_cost_per_image_token',
} as const

const amount = (entry: MediaEntry, field: string): number | undefined => {
  const value = entry[field]
  return typeof value === 'number' && value > 0 ? value : undefined
}

/**
 * The price of a media model from its entry in LiteLLM's list: per token if that has a price, else per search, image,
 * minute or character. @throws Error if the entry has no price
 */
export const priceOfMedia = (entry: MediaEntry, output: MediaModel['output']): SnapshotPrice => {
  const classes = decimals(
    Object.fromEntries(
      Object.entries(CLASSES).map(([name, field]) => [name, perMillion(amount(entry, field))]),
    ) as Record<keyof typeof CLASSES, number | undefined>,
  )
  const isByToken = classes.input !== undefined
  const units = isByToken ? {} : unitsOf(entry, output)
  if (!isByToken && Object.keys(units).length === 0) throw new Error('the LiteLLM entry has no price')
  // Models that only make images have no text output.
  const written = classes.output ?? classes.imageOutput ?? '0'
  return isByToken
    ? { ...classes, input: classes.input!, output: written }
    : { input: '0', output: '0', ...units }
}

const unitsOf = (entry: MediaEntry, output: MediaModel['output']): Partial<SnapshotPrice> => {
  switch (output) {
    case 'rerank':
      return decimals({ request: amount(entry, 'input_cost_per_query') })
    case 'speech':
      return decimals({ perMillionCharacters: perMillion(amount(entry, 'input_cost_per_character')) })
    case 'transcription':
      return minutesOf(amount(entry, 'input_cost_per_second'))
    // LiteLLM has no field for songs and uses that for images.
    case 'music':
      return decimals({ request: amount(entry, 'output_cost_per_image') })
    case 'video':
      return secondsOf(entry)
    default:
      return picturesOf(entry)
  }
}

/** The price per minute, rounded because the list has rounded prices per second. */
const minutesOf = (second: number | undefined): Partial<SnapshotPrice> =>
  second === undefined ? {} : { perMinute: decimal(Number((second * 60).toPrecision(4))) }

const RESOLUTIONS = ['1K', '2K', '4K']

/** The price per image by resolution. An unlisted resolution costs as much as the most expensive. */
const picturesOf = (entry: MediaEntry): Partial<SnapshotPrice> => {
  const variants = RESOLUTIONS.flatMap((resolution) => {
    const each = amount(entry, `output_cost_per_image_${resolution}`)
    return each === undefined ? [] : [{ when: { resolution }, perImage: decimal(each) }]
  })
  if (variants.length > 0) return { variants }
  return decimals({
    perImage: amount(entry, 'output_cost_per_image') ?? amount(entry, 'input_cost_per_image'),
  })
}

const HEIGHTS = ['480p', '720p', '768p', '1080p', '2k', '4k']

/**
 * The price per second, by resolution if the list has one: the plain price is then that of the usual resolutions. An
 * unlisted resolution costs as much as the most expensive.
 */
const secondsOf = (entry: MediaEntry): Partial<SnapshotPrice> => {
  const usual = amount(entry, 'output_cost_per_second') ?? amount(entry, 'output_cost_per_video_per_second')
  const own = new Map(
    HEIGHTS.flatMap((height) => {
      const each = amount(entry, `output_cost_per_second_${height}`)
      return each === undefined ? [] : [[height, each] as const]
    }),
  )
  if (own.size === 0) return decimals({ perSecond: usual })
  if (usual !== undefined) for (const height of ['720p', '1080p']) own.set(height, own.get(height) ?? usual)
  const heights = HEIGHTS.filter((height) => own.has(height))
  return {
    variants: heights.map((resolution) => ({
      when: { resolution },
      perSecond: decimal(own.get(resolution)!),
    })),
  }
}
