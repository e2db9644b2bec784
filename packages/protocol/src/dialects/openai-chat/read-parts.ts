import { readGoogleSignatures } from './read-google-signatures.ts'
import type { AudioPart, CacheMarker, FilePart, MediaSource, Part } from '../../canonical/request.ts'
import { readDataUrl } from '../data-url.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import { partSchemas, type Marked, type WireContent, type WirePart } from './wire.ts'

/** Reads a `content` field of any role. */
export const readContent = (content: WireContent, path: string): Part[] => {
  if (content === null || content === undefined) return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content.map((part, index) => readPart(part, `${path}[${index}]`))
}

const readPart = (part: WirePart, path: string): Part => {
  switch (part.type) {
    case 'text': {
      const wire = parseAt(partSchemas.text, part, path)
      return { type: 'text', text: wire.text, ...cacheOf(wire) }
    }
    case 'refusal':
      return { type: 'refusal', text: parseAt(partSchemas.refusal, part, path).refusal }
    case 'image_url':
      return readImage(part, path)
    case 'input_audio':
      return readAudio(part, path)
    case 'file':
      return readFile(part, path)
    case 'video_url':
      return readVideo(part, path)
    default:
      return { type: 'opaque', dialect: 'openai-chat', value: part, isContent: true }
  }
}

/** The parts of a message with a cache marker for the whole message, which moves to the last part that can have one. */
export const withMark = <Some extends Part>(parts: Some[], marked: Partial<Marked>): Some[] => {
  const { cache } = cacheOf(marked)
  const last = parts.findLastIndex(({ type }) => MARKABLE.has(type))
  if (cache === undefined || last === -1) return parts
  return parts.map((part, place) => (place === last ? { cache, ...part } : part))
}

const MARKABLE: ReadonlySet<Part['type']> = new Set(['text', 'image', 'file', 'tool-call'])

/** `cache_control` is Anthropic's field, which OpenRouter and others accept here too; the other is OpenAI's. */
export const cacheOf = ({
  cache_control,
  prompt_cache_breakpoint,
}: Partial<Marked>): { cache?: CacheMarker } => {
  if (cache_control) return { cache: { ttl: cache_control.ttl === '1h' ? '1h' : '5m' } }
  return prompt_cache_breakpoint
    ? { cache: { ttl: prompt_cache_breakpoint.ttl === '12h' ? '1h' : '5m' } }
    : {}
}

const readImage = (part: WirePart, path: string): Part => {
  const wire = parseAt(partSchemas.image_url, part, path)
  const image = typeof wire.image_url === 'string' ? { url: wire.image_url } : wire.image_url
  const source = sourceOf(image.url)
  const other = source.type === 'base64' ? notImage(source) : undefined
  if (other !== undefined) return { ...other, ...cacheOf(wire) }
  const detail = 'detail' in image && image.detail ? { detail: image.detail } : {}
  const signatures = readGoogleSignatures(part['extra_content'])
  return {
    type: 'image',
    source,
    ...detail,
    ...cacheOf(wire),
    ...(signatures.length > 0 ? { signatures } : {}),
  }
}

/** LiteLLM's callers send files of every kind as images. */
const notImage = (source: Extract<MediaSource, { type: 'base64' }>): AudioPart | FilePart | undefined => {
  if (source.mediaType.startsWith('audio/')) return { type: 'audio', source }
  return /^(application\/pdf$|text\/|video\/)/.test(source.mediaType) ? { type: 'file', source } : undefined
}

const sourceOf = (url: string): MediaSource => {
  const data = readDataUrl(url)
  return data === undefined ? { type: 'url', url } : { type: 'base64', ...data }
}

const readAudio = (part: WirePart, path: string): AudioPart => {
  const { data, format } = parseAt(partSchemas.input_audio, part, path).input_audio
  return {
    type: 'audio',
    source: { type: 'base64', mediaType: audioMediaType(format), base64: data },
    format,
  }
}

const audioMediaType = (format: string): string => (format === 'mp3' ? 'audio/mpeg' : `audio/${format}`)

const readFile = (part: WirePart, path: string): FilePart => {
  const wire = parseAt(partSchemas.file, part, path)
  const { file_data, file_id, filename } = wire.file
  const named = filename ? { filename } : {}
  if (file_id) {
    return {
      type: 'file',
      source: { type: 'file-id', dialect: 'openai-chat', id: file_id },
      ...named,
      ...cacheOf(wire),
    }
  }
  if (!file_data) throw invalidAt(`${path}.file`, 'needs file_data or file_id.')
  return { type: 'file', source: fileSourceOf(file_data), ...named, ...cacheOf(wire) }
}

/** Plain base64 is accepted too; OpenAI only documents PDF for this. */
const fileSourceOf = (data: string): MediaSource =>
  data.startsWith('data:') || /^https?:/.test(data)
    ? sourceOf(data)
    : { type: 'base64', mediaType: 'application/pdf', base64: data }

const readVideo = (part: WirePart, path: string): FilePart => {
  const { video_url } = parseAt(partSchemas.video_url, part, path)
  const source = sourceOf(typeof video_url === 'string' ? video_url : video_url.url)
  return { type: 'file', source: source.type === 'url' ? { ...source, mediaType: 'video/mp4' } : source }
}
