import type {
  CacheMarker,
  FilePart,
  ImagePart,
  MediaSource,
  OpaquePart,
  Part,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import { commonMediaType } from '../../canonical/media-type.ts'
import { readCarriedSignatures, readSignatures } from '../carried-signatures.ts'
import { arrayOf, compact } from '../../json/object.ts'
import { nativeFieldsOf } from '../native-fields.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import { resultPart } from '../result-part.ts'
import {
  blockSchemas,
  KNOWN_DOCUMENT_FIELDS,
  type WireBlock,
  type WireCache,
  type WireContent,
  type WireRequest,
  type WireSource,
} from './wire.ts'

/** Reads the messages as turns. */
export const readTurns = (messages: WireRequest['messages']): Turn[] =>
  messages.map(({ role, content }, index) => ({
    role,
    parts: attachCallSignatures(content, readContent(content, `messages[${index}].content`)),
  }))

export const cacheOf = (cache: WireCache): { cache?: CacheMarker } =>
  cache ? { cache: { ttl: cache.ttl === '1h' ? '1h' : '5m' } } : {}

const readContent = (content: WireContent, path: string): Part[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content.map((block, index) => readBlock(block, `${path}[${index}]`))
}

const readBlock = (block: WireBlock, path: string): Part => {
  switch (block.type) {
    case 'text':
      return readText(block, path)
    case 'image':
      return readImage(block, path)
    case 'document':
      return readDocument(block, path)
    case 'thinking':
      return readThinking(block, path)
    case 'redacted_thinking':
      return readRedacted(block, path)
    case 'tool_use':
      return readToolUse(block, path)
    case 'tool_result':
      return readToolResult(block, path)
    default:
      return opaque(block)
  }
}

const opaque = (value: unknown): OpaquePart => ({ type: 'opaque', dialect: 'anthropic-messages', value })

const readText = (block: WireBlock, path: string): TextPart => {
  const { text, cache_control, citations } = parseAt(blockSchemas.text, block, path)
  const cited = (citations ?? []).map((value) => ({ dialect: 'anthropic-messages' as const, value }))
  return { type: 'text', text, ...cacheOf(cache_control), ...(cited.length > 0 ? { citations: cited } : {}) }
}

const readSource = (source: WireSource, path: string): MediaSource => {
  if (source.type === 'url' && source.url) return { type: 'url', url: source.url }
  if (source.type === 'file' && source.file_id) {
    return { type: 'file-id', dialect: 'anthropic-messages', id: source.file_id }
  }
  if (source.type === 'base64' && source.data && source.media_type) {
    return { type: 'base64', mediaType: commonMediaType(source.media_type), base64: source.data }
  }
  throw invalidAt(
    path,
    'needs type "base64" with media_type and data, "url" with url, or "file" with file_id.',
  )
}

/** Only Anthropic knows what a newer kind of source is. */
const KNOWN_SOURCES: ReadonlySet<string> = new Set(['base64', 'url', 'file', 'text'])

const readImage = (block: WireBlock, path: string): ImagePart | OpaquePart => {
  const { source, cache_control } = parseAt(blockSchemas.image, block, path)
  if (!KNOWN_SOURCES.has(source.type)) return opaque(block)
  return { type: 'image', source: readSource(source, `${path}.source`), ...cacheOf(cache_control) }
}

/** Nor do other dialects have documents of content blocks: `contentIn` reads their texts. */
const readDocument = (block: WireBlock, path: string): FilePart | OpaquePart => {
  const { source, title, context, cache_control } = parseAt(blockSchemas.document, block, path)
  if (!KNOWN_SOURCES.has(source.type)) return opaque(block)
  return {
    type: 'file',
    source: source.type === 'text' ? textSource(source) : readSource(source, `${path}.source`),
    ...(title ? { filename: title } : {}),
    ...(context ? { context } : {}),
    ...cacheOf(cache_control),
    ...nativeFieldsOf('anthropic-messages', block, KNOWN_DOCUMENT_FIELDS),
  }
}

const textSource = ({ data }: WireSource): MediaSource => ({
  type: 'base64',
  mediaType: 'text/plain',
  base64: Buffer.from(data ?? '').toString('base64'),
})

const readThinking = (block: WireBlock, path: string): ThinkingPart => {
  const { thinking, signature } = parseAt(blockSchemas.thinking, block, path)
  const signatures = readSignatures('anthropic-messages', 'signature', signature ?? '')
  return {
    type: 'thinking',
    text: thinking,
    signatures,
  }
}

const readRedacted = (block: WireBlock, path: string): ThinkingPart => {
  const { data } = parseAt(blockSchemas.redacted_thinking, block, path)
  return {
    type: 'thinking',
    text: '',
    signatures: readSignatures('anthropic-messages', 'redacted', data),
  }
}

const readToolUse = (block: WireBlock, path: string): ToolCallPart => {
  const { id, name, input, cache_control } = parseAt(blockSchemas.tool_use, block, path)
  return { type: 'tool-call', id, name, arguments: JSON.stringify(input ?? {}), ...cacheOf(cache_control) }
}

const readToolResult = (block: WireBlock, path: string): ToolResultPart => {
  const { tool_use_id, content, is_error, cache_control } = parseAt(blockSchemas.tool_result, block, path)
  return compact({
    type: 'tool-result' as const,
    callId: tool_use_id,
    content: (content ? readContent(content, `${path}.content`) : []).map((part, index) =>
      resultPart('anthropic-messages', part, arrayOf(content)[index]),
    ),
    isError: is_error ?? undefined,
    ...cacheOf(cache_control),
  })
}

/** Moves signatures from separate redacted blocks back to their tool calls. */
const attachCallSignatures = (content: WireContent, parts: Part[]): Part[] => {
  if (typeof content === 'string') return parts
  const carried = content.map(({ type, data }) =>
    type === 'redacted_thinking' && typeof data === 'string' ? readCarriedSignatures(data) : undefined,
  )
  const signaturesOf = (callId: string) => carried.find((one) => one?.callId === callId)?.signatures
  return parts
    .filter((_, index) => carried[index]?.callId === undefined)
    .map((part) => {
      const signatures = part.type === 'tool-call' ? signaturesOf(part.id) : undefined
      return signatures === undefined ? part : { ...part, signatures }
    })
}
