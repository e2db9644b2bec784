import { commonMediaType } from '../canonical/media-type.ts'

/** Reads `data:<media type>;base64,<data>`; undefined for any other text. */
export const readDataUrl = (url: string): { mediaType: string; base64: string } | undefined => {
  if (!/^data:/i.test(url)) return undefined
  const comma = url.indexOf(',')
  const [mediaType = '', ...parameters] = url.slice(5, comma).split(';')
  if (comma === -1 || parameters.at(-1)?.toLowerCase() !== 'base64') return undefined
  return {
    mediaType: commonMediaType(mediaType || 'application/octet-stream'),
    base64: url.slice(comma + 1),
  }
}

export const writeDataUrl = (mediaType: string, base64: string): string =>
  `data:${mediaType};base64,${base64}`
