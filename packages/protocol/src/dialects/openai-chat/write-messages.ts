import type {
  AudioPart,
  CacheMarker,
  ChatRequest,
  FilePart,
  ImagePart,
  MediaSource,
  Part,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import type { Quirks } from '../../dialect.ts'
import { writeDataUrl } from '../data-url.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { annotationsOf } from './message-annotations.ts'
import { callSignatures, reasoningDetails, googleSignature } from './write-reasoning.ts'

/** Writes system text and turns as messages. */
export const writeMessages = ({ system, turns }: ChatRequest, quirks: Quirks): JsonObject[] => [
  ...(system.length > 0 ? [{ role: instructionRole(quirks), content: writeContent(system, quirks) }] : []),
  ...turns.flatMap((turn) => writeTurn(turn, quirks)),
]

const instructionRole = (quirks: Quirks) => (quirks.hasDeveloperRole ? 'developer' : 'system')

const writeTurn = (turn: Turn, quirks: Quirks): JsonObject[] => {
  switch (turn.role) {
    case 'assistant':
      return [writeAssistant(turn, quirks)]
    case 'system':
      return [
        compact({
          role: instructionRole(quirks),
          content: writeContent(turn.parts, quirks),
          name: turn.name,
        }),
      ]
    case 'user':
      return writeUser(turn, quirks)
  }
}

/** Tool results are written before other user content, because they must follow their calls. */
const writeUser = ({ parts, name }: Turn, quirks: Quirks): JsonObject[] => {
  const results = parts.filter((part) => part.type === 'tool-result')
  const said = [...results.flatMap(mediaOfResult), ...parts.filter((part) => part.type !== 'tool-result')]
  const messages: JsonObject[] = results.map((result) => writeToolResult(result, quirks))
  if (said.length > 0 || results.length === 0) {
    messages.push(compact({ role: 'user', content: writeContent(said, quirks), name }))
  }
  return messages
}

const writeToolResult = (result: ToolResultPart, quirks: Quirks): JsonObject =>
  compact({
    role: 'tool',
    tool_call_id: result.callId,
    name: quirks.toolResultNeedsName ? result.name : undefined,
    content: writeContent(
      result.content.filter(({ type }) => type === 'text' || type === 'opaque'),
      quirks,
    ),
  })

/** A tool message can only contain text, so its images and files follow in a user message. */
const mediaOfResult = ({ callId, content }: ToolResultPart): Part[] => {
  const media = content.filter(({ type }) => type === 'image' || type === 'file')
  return media.length === 0 ? [] : [{ type: 'text', text: `Returned by tool call ${callId}:` }, ...media]
}

const writeAssistant = ({ parts, name }: Turn, quirks: Quirks): JsonObject => {
  const calls = parts.map(writeToolCall).filter((call) => call !== undefined)
  const said = parts.filter(isSaid)
  const onlyRefusal = said.length === 1 && said[0]!.type === 'refusal' ? said[0]!.text : undefined
  return compact({
    role: 'assistant',
    name,
    content: said.length === 0 || onlyRefusal !== undefined ? null : writeContent(said, quirks),
    refusal: onlyRefusal,
    ...writeThinking(parts, quirks),
    audio: audioReference(parts),
    images: imagesOf(parts, quirks),
    annotations: annotationsOf(said, isJoined(said, quirks) ? JOINT.length : 0),
    tool_calls: calls.length > 0 ? calls : undefined,
  })
}

const isSaid = (part: Part): boolean =>
  part.type === 'text' || part.type === 'refusal' || (part.type === 'opaque' && part.isContent === true)

const writeToolCall = (part: Part): unknown => {
  if (part.type === 'opaque' && !part.isContent) return part.value
  if (part.type !== 'tool-call') return undefined
  const { id, name, arguments: json, signatures, isCustom } = part
  if (isCustom) return { id, type: 'custom', custom: { name, input: json } }
  return {
    id,
    type: 'function',
    function: { name, arguments: json === '' ? '{}' : json },
    ...googleSignature(signatures),
  }
}

const imagesOf = (parts: Part[], quirks: Quirks): unknown[] | undefined => {
  const images = parts.filter((part) => part.type === 'image').map((image) => writeImage(image, quirks))
  return images.length > 0 ? images : undefined
}

const audioReference = (parts: Part[]): { id: string } | undefined => {
  const audio = parts.find((part) => part.type === 'audio')
  return audio?.source.type === 'file-id' ? { id: audio.source.id } : undefined
}

const isSigned = (part: Part): boolean =>
  (part.type === 'thinking' || part.type === 'tool-call') && (part.signatures ?? []).length > 0

const writeThinking = (parts: Part[], quirks: Quirks): JsonObject => {
  const thoughts = parts.filter((part) => part.type === 'thinking')
  const details = parts.filter(isSigned).flatMap((part, index) => {
    if (part.type === 'thinking') return reasoningDetails(part.text, part.signatures, index)
    // Without Google's field on the call, an entry has the call's id.
    return part.type === 'tool-call' && quirks.hasReasoningObject
      ? callSignatures(part.id, part.signatures, index)
      : []
  })
  const unsealed = thoughts.filter(({ signatures }) => signatures.length === 0)
  return {
    ...(details.length > 0 ? { reasoning_details: details } : {}),
    ...(quirks.thinkingField !== undefined && unsealed.length > 0
      ? { [quirks.thinkingField]: unsealed.map(({ text }) => text).join('') }
      : {}),
  }
}

/** Separates joined texts. */
const JOINT = '\n\n'

const isJoined = (parts: readonly Part[], quirks: Quirks): boolean =>
  (quirks.hasContentParts === false || parts.length < 2) &&
  parts.every((part) => part.type === 'text' && !(part.cache && quirks.cacheMarkerField))

/** Writes a single text as a string, for servers that only accept strings. */
const writeContent = (parts: readonly Part[], quirks: Quirks): string | unknown[] => {
  if (isJoined(parts, quirks)) return parts.map((part) => (part.type === 'text' ? part.text : '')).join(JOINT)
  return parts.map((part) => writePart(part, quirks)).filter((part) => part !== undefined)
}

const writePart = (part: Part, quirks: Quirks): unknown => {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...writeMarker(part.cache, quirks) }
    case 'refusal':
      return { type: 'refusal', refusal: part.text }
    case 'image':
      return writeImage(part, quirks)
    case 'audio':
      return writeAudio(part)
    case 'file':
      return writeFile(part, quirks)
    case 'opaque':
      return part.value
    case 'thinking':
    case 'tool-call':
    case 'tool-result':
      return undefined
  }
}

const writeMarker = (cache: CacheMarker | undefined, { cacheMarkerField }: Quirks): JsonObject => {
  if (cache === undefined || cacheMarkerField === undefined) return {}
  if (cacheMarkerField === 'prompt_cache_breakpoint') {
    return { prompt_cache_breakpoint: { mode: 'explicit', ttl: cache.ttl === '1h' ? '12h' : '30m' } }
  }
  return { cache_control: { type: 'ephemeral', ...(cache.ttl === '1h' ? { ttl: '1h' } : {}) } }
}

const urlOf = (source: MediaSource): string => {
  switch (source.type) {
    case 'url':
      return source.url
    case 'base64':
      return writeDataUrl(source.mediaType, source.base64)
    case 'file-id':
      return source.id
  }
}

const writeImage = ({ source, detail, cache }: ImagePart, quirks: Quirks): JsonObject => ({
  type: 'image_url',
  image_url: compact({ url: urlOf(source), detail }),
  ...writeMarker(cache, quirks),
})

/** A map, because a caller's value may be the name of an object's built-in property. */
const AUDIO_FORMATS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'audio/mpeg': 'mp3',
    'audio/mp3': 'mp3',
    'audio/x-wav': 'wav',
  }),
)

const writeAudio = ({ source, format }: AudioPart): JsonObject | undefined => {
  if (source.type !== 'base64') return undefined
  const guessed = AUDIO_FORMATS.get(source.mediaType) ?? source.mediaType.replace(/^audio\//, '')
  return { type: 'input_audio', input_audio: { data: source.base64, format: format ?? guessed } }
}

const writeFile = ({ source, filename, cache }: FilePart, quirks: Quirks): JsonObject => {
  if (source.type !== 'file-id' && source.mediaType?.startsWith('video/')) {
    return { type: 'video_url', video_url: { url: urlOf(source) } }
  }
  const file =
    source.type === 'file-id'
      ? { file_id: source.id }
      : { file_data: urlOf(source), filename: filename ?? fileNameOf(source) }
  return { type: 'file', file, ...writeMarker(cache, quirks) }
}

/** OpenAI refuses file data without a name. */
const fileNameOf = (source: MediaSource): string | undefined =>
  source.type === 'base64' ? `file.${source.mediaType.split('/')[1] ?? 'bin'}` : undefined
