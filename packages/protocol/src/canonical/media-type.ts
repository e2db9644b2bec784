import type { MediaSource } from './request.ts'

/**
 * Names of media types that only some providers know, and what all call them.
 * A map: a caller's word may be the name of something that every object has.
 */
const COMMON_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'image/jpg': 'image/jpeg',
    'image/pjpeg': 'image/jpeg',
    'image/x-png': 'image/png',
    'audio/mp3': 'audio/mpeg',
    'audio/x-wav': 'audio/wav',
    'audio/wave': 'audio/wav',
    'audio/vnd.wave': 'audio/wav',
    'application/x-pdf': 'application/pdf',
  }),
)

/** A media type as every provider writes it: in small letters, without parameters, by its common name. */
export const commonMediaType = (mediaType: string): string => {
  const plain = mediaType.split(';', 1)[0]!.trim().toLowerCase()
  return COMMON_NAMES.get(plain) ?? plain
}

export const isImage = ({ mediaType }: MediaSource): boolean => mediaType?.startsWith('image/') === true
export const isVideo = ({ mediaType }: MediaSource): boolean => mediaType?.startsWith('video/') === true

/** How the formats begin that models can see or read. */
const BEGINNINGS: [RegExp, string][] = [
  [/^\x89PNG/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^%PDF-/, 'application/pdf'],
]

/** 16 bytes: more than any of the beginnings needs. */
const BEGINNING_LENGTH = 24

/**
 * Media under the type that its bytes have. Callers name pictures by what their file was called, and providers refuse a
 * picture that is not what it is said to be.
 */
export const withSniffedType = (source: MediaSource): MediaSource => {
  if (source.type !== 'base64') return source
  const bytes = Buffer.from(source.base64.slice(0, BEGINNING_LENGTH), 'base64').toString('latin1')
  const found = BEGINNINGS.find(([beginning]) => beginning.test(bytes))?.[1]
  return found === undefined || found === source.mediaType ? source : { ...source, mediaType: found }
}
