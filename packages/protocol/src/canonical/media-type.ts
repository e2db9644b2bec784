import type { MediaSource } from './request.ts'

/**
 * Names of media types that only some providers know, and the common ones. A map: a caller's value may be the name of
 * an object's built-in property.
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

/** A media type as every provider writes it: in lower case, without parameters, by its common name. */
export const commonMediaType = (mediaType: string): string => {
  const plain = mediaType.split(';', 1)[0]!.trim().toLowerCase()
  return COMMON_NAMES.get(plain) ?? plain
}

export const isImage = ({ mediaType }: MediaSource): boolean => mediaType?.startsWith('image/') === true
export const isVideo = ({ mediaType }: MediaSource): boolean => mediaType?.startsWith('video/') === true

/** Whether a file is text that every model can read. */
export const isText = ({ mediaType = '' }: MediaSource): boolean =>
  mediaType.startsWith('text/') || /^application\/(json|xml|yaml|x-yaml|javascript|sql)$/.test(mediaType)

const EXTENSIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gif: 'image/gif',
    heic: 'image/heic',
    heif: 'image/heif',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    mov: 'video/quicktime',
    mp3: 'audio/mpeg',
    mp4: 'video/mp4',
    pdf: 'application/pdf',
    png: 'image/png',
    txt: 'text/plain',
    wav: 'audio/wav',
    webm: 'video/webm',
    webp: 'image/webp',
  }),
)

/** The media type that a URL's path names by its extension, if any. */
export const mediaTypeOfUrl = (url: string): string | undefined => {
  const extension = /\.([a-z0-9]+)$/i.exec(URL.parse(url)?.pathname ?? '')?.[1]
  return extension === undefined ? undefined : EXTENSIONS.get(extension.toLowerCase())
}

/** The first bytes of the formats that models can read. */
const BEGINNINGS: [RegExp, string][] = [
  [/^\x89PNG/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^%PDF-/, 'application/pdf'],
]

/** 16 bytes: more than any of them needs. */
const BEGINNING_LENGTH = 24

/** Media with the type of its bytes. Callers use the name of a file, and providers refuse an image of another type. */
export const withSniffedType = (source: MediaSource): MediaSource => {
  if (source.type !== 'base64') return source
  const bytes = Buffer.from(source.base64.slice(0, BEGINNING_LENGTH), 'base64').toString('latin1')
  const found = BEGINNINGS.find(([beginning]) => beginning.test(bytes))?.[1]
  return found === undefined || found === source.mediaType ? source : { ...source, mediaType: found }
}
