import type {
  CacheMarker,
  FilePart,
  MediaSource,
  Part,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { ownFields } from '../native-fields.ts'
import { argumentsOf } from '../arguments-of.ts'
import { isOursForAnthropic } from '../url-citations.ts'
import { callSignatures, writeThinking } from './write-result.ts'

/** Writes turns as messages, without empty ones, because the API refuses empty content. */
export const writeMessages = (turns: Turn[]): JsonObject[] =>
  turns
    .map(({ role, parts }) => ({ role, content: parts.flatMap((part) => writePart(part)) }))
    .filter(({ content }) => content.length > 0)

export const writeCache = (cache: CacheMarker | undefined): JsonObject =>
  cache === undefined
    ? {}
    : { cache_control: { type: 'ephemeral', ...(cache.ttl === '1h' ? { ttl: '1h' } : {}) } }

const writePart = (part: Part): unknown[] => {
  switch (part.type) {
    case 'text':
      // Empty text is refused too.
      return part.text === ''
        ? []
        : [{ type: 'text', text: part.text, ...writeCache(part.cache), ...writeCitations(part) }]
    case 'refusal':
      return [{ type: 'text', text: part.text }]
    case 'image':
      return [{ type: 'image', source: writeSource(part.source), ...writeCache(part.cache) }]
    case 'file':
      return [writeDocument(part)]
    case 'thinking':
      return writeThought(part)
    case 'tool-call':
      return writeToolCall(part)
    case 'tool-result':
      return [writeToolResult(part)]
    case 'opaque':
      return [part.value]
    case 'audio':
      return []
  }
}

/** Citations that were created here in its format are unknown to Anthropic. */
const writeCitations = ({ citations = [] }: TextPart): JsonObject => {
  const known = citations.map(({ value }) => value).filter((value) => !isOursForAnthropic(value))
  return known.length > 0 ? { citations: known } : {}
}

const writeSource = (source: MediaSource): JsonObject => {
  switch (source.type) {
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.base64 }
    case 'url':
      return { type: 'url', url: source.url }
    case 'file-id':
      return { type: 'file', file_id: source.id }
  }
}

const writeDocument = ({ source, filename, context, cache, native }: FilePart): JsonObject =>
  compact({
    ...ownFields('anthropic-messages', native),
    type: 'document',
    source: isText(source) ? writeTextSource(source.base64) : writeSource(source),
    title: filename,
    context,
    ...writeCache(cache),
  })

const isText = (source: MediaSource): source is Extract<MediaSource, { type: 'base64' }> =>
  source.type === 'base64' && source.mediaType.startsWith('text/')

const writeTextSource = (base64: string): JsonObject => ({
  type: 'text',
  media_type: 'text/plain',
  data: Buffer.from(base64, 'base64').toString(),
})

/** Thinking without a signature is refused, so it is omitted. */
const writeThought = ({ text, signatures }: ThinkingPart): JsonObject[] =>
  signatures.some(({ dialect }) => dialect === 'anthropic-messages') ? [writeThinking(text, signatures)] : []

const writeToolCall = ({ id, name, arguments: json, signatures, cache }: ToolCallPart): JsonObject[] => [
  ...callSignatures(signatures ?? [], id),
  { type: 'tool_use', id, name, input: argumentsOf(json), ...writeCache(cache) },
]

const writeToolResult = ({ callId, content, isError, cache }: ToolResultPart): JsonObject =>
  compact({
    type: 'tool_result',
    tool_use_id: callId,
    content: content.flatMap(writePart),
    is_error: isError,
    ...writeCache(cache),
  })
