import { arrayOf, isObject, optionalText } from '../json/object.ts'
import { failedWithoutOutput } from './failures.ts'
import type { WireOutput, WirePolled } from './wire.ts'

type Kind = WireOutput['kind']

const at = (kind: Kind, url: string, variant = ''): WireOutput => ({
  kind,
  variant,
  source: { type: 'address', url },
})

/** The URLs in a value: a string, a list, or objects with a `url`. */
const addressesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(addressesIn)
  if (isObject(value)) return addressesIn(value['url'] ?? value['uri'] ?? value['video_url'])
  const text = optionalText(value)
  return text !== undefined && /^https?:\/\//i.test(text) ? [text] : []
}

export const outputsAt = (kind: Kind, value: unknown): WireOutput[] =>
  addressesIn(value).map((url) => at(kind, url))

export const thumbnailAt = (value: unknown): WireOutput[] =>
  addressesIn(value)
    .slice(0, 1)
    .map((url) => at('image', url, 'thumbnail'))

const EXTENSIONS: readonly [Kind, RegExp][] = [
  ['video', /\.(mp4|webm|mov|m4v)(\?|$)/i],
  ['audio', /\.(mp3|wav|ogg|flac|m4a|aac|opus)(\?|$)/i],
  ['image', /\.(png|jpe?g|webp|gif|avif|svg)(\?|$)/i],
]

/** The kind of file at a URL, by its name, or else the requested kind. */
export const kindOfAddress = (url: string, otherwise: Kind): Kind =>
  EXTENSIONS.find(([, pattern]) => pattern.test(url))?.[0] ?? otherwise

/** Every URL in an answer of any form. */
export const anyOutputs = (value: unknown, kind: Kind, depth = 4): WireOutput[] => {
  if (depth === 0) return []
  if (Array.isArray(value)) return arrayOf(value).flatMap((each) => anyOutputs(each, kind, depth - 1))
  if (isObject(value)) return Object.values(value).flatMap((each) => anyOutputs(each, kind, depth - 1))
  return addressesIn(value).map((url) => at(kindOfAddress(url, kind), url))
}

type Details = Extract<WirePolled, { type: 'succeeded' }>['details']

/** Completed, if there is a file. `details` is JSON from the provider. */
export const succeeded = (
  outputs: WireOutput[],
  more: { quantities?: Record<string, number>; details?: Record<string, unknown> } = {},
): WirePolled =>
  outputs.length === 0
    ? failedWithoutOutput()
    : {
        type: 'succeeded',
        outputs,
        quantities: more.quantities ?? {},
        details: (more.details ?? {}) as Details,
      }

/** Completed, for a task whose only result is text. */
export const withoutFiles = (details: Record<string, unknown>): WirePolled => ({
  type: 'succeeded',
  outputs: [],
  quantities: {},
  details: details as Details,
})
