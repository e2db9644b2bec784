import type {
  CacheMarker,
  FilePart,
  ImagePart,
  MediaSource,
  Part,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import type { Quirks } from '../../dialect.ts'
import { writeDataUrl } from '../data-url.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { writeSignatures } from '../carried-signatures.ts'
import { citationsFor } from '../url-citations.ts'

/** Writes turns as input items, in the order of their parts. */
export const writeItems = (turns: Turn[], quirks: Quirks): unknown[] =>
  turns.flatMap((turn) => {
    const items: unknown[] = []
    let said: Part[] = []
    for (const part of turn.parts) {
      if (isSaid(part)) said.push(part)
      else {
        items.push(...writeMessage(turn, said, quirks), ...writeItem(part, quirks))
        said = []
      }
    }
    return [...items, ...writeMessage(turn, said, quirks)]
  })

/** Whether a part belongs to a message. Others are separate items. */
const isSaid = (part: Part): boolean => {
  const { type } = part
  if (type === 'opaque') return part.isContent === true
  return type !== 'thinking' && type !== 'tool-call' && type !== 'tool-result'
}

const ROLES = { user: 'user', assistant: 'assistant', system: 'developer' } as const

const writeMessage = ({ role }: Turn, parts: Part[], quirks: Quirks): JsonObject[] => {
  if (parts.length === 0) return []
  const content = parts.map((part) => writePart(part, role, quirks)).filter((part) => part !== undefined)
  return [{ type: 'message', role: ROLES[role], content }]
}

const writeItem = (part: Part, quirks: Quirks): unknown[] => {
  switch (part.type) {
    case 'thinking':
      return writeReasoning(part)
    case 'tool-call':
      return [writeCall(part)]
    case 'tool-result':
      return [writeOutput(part, quirks)]
    case 'opaque':
      return [part.value]
    default:
      return []
  }
}

const writeCall = ({ id, name, namespace, isCustom, arguments: said }: ToolCallPart): JsonObject =>
  compact({
    type: isCustom ? 'custom_tool_call' : 'function_call',
    call_id: id,
    name,
    namespace,
    ...(isCustom ? { input: said } : { arguments: said || '{}' }),
  })

/** A provider that stores nothing cannot use reasoning that it did not sign, or with only an id. */
const writeReasoning = ({ text, signatures }: ThinkingPart): JsonObject[] => {
  const own = signatures.find(({ dialect }) => dialect === 'openai-responses')
  if (own === undefined) return []
  return [
    compact({
      type: 'reasoning',
      id: own.id,
      summary: text === '' ? [] : [{ type: 'summary_text', text }],
      encrypted_content: writeSignatures('openai-responses', signatures),
    }),
  ]
}

const writeOutput = ({ callId, content, isCustom }: ToolResultPart, quirks: Quirks): JsonObject => {
  const [only, ...others] = content
  const isPlain = others.length === 0 && (only === undefined || (only.type === 'text' && !only.cache))
  return {
    type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: callId,
    output: isPlain
      ? textOf(only)
      : content.map((part) => writePart(part, 'user', quirks)).filter((part) => part !== undefined),
  }
}

const textOf = (part: Part | undefined): string => (part?.type === 'text' ? part.text : '')

const writePart = (part: Part, role: Turn['role'], quirks: Quirks): unknown => {
  switch (part.type) {
    case 'text':
      return role === 'assistant'
        ? {
            type: 'output_text',
            text: part.text,
            annotations: citationsFor('openai-responses', part.citations, part.text),
          }
        : { type: 'input_text', text: part.text, ...writeMarker(part.cache, quirks) }
    case 'refusal':
      return { type: 'refusal', refusal: part.text }
    case 'image':
      return { ...writeImage(part), ...writeMarker(part.cache, quirks) }
    case 'file':
      return { ...writeFile(part), ...writeMarker(part.cache, quirks) }
    case 'audio':
      return part.source.type === 'base64'
        ? {
            type: 'input_audio',
            input_audio: { data: part.source.base64, format: part.format ?? formatOf(part.source.mediaType) },
          }
        : undefined
    case 'opaque':
      return part.value
    default:
      return undefined
  }
}

const formatOf = (mediaType: string): string =>
  mediaType === 'audio/mpeg' ? 'mp3' : mediaType.replace(/^audio\/(x-)?/, '')

const writeMarker = (cache: CacheMarker | undefined, { cacheMarkerField }: Quirks): JsonObject =>
  cache === undefined || cacheMarkerField !== 'prompt_cache_breakpoint'
    ? {}
    : { prompt_cache_breakpoint: { mode: 'explicit', ttl: cache.ttl === '1h' ? '12h' : '30m' } }

const writeImage = ({ source, detail }: ImagePart): JsonObject => ({
  type: 'input_image',
  detail: detail ?? 'auto',
  ...(source.type === 'file-id' ? { file_id: source.id } : { image_url: urlOf(source) }),
})

const urlOf = (source: Exclude<MediaSource, { type: 'file-id' }>): string =>
  source.type === 'url' ? source.url : writeDataUrl(source.mediaType, source.base64)

const writeFile = ({ source, filename }: FilePart): JsonObject => {
  switch (source.type) {
    case 'file-id':
      return { type: 'input_file', file_id: source.id }
    case 'url':
      return { type: 'input_file', file_url: source.url }
    case 'base64': {
      // OpenAI refuses file data without a name.
      const name = filename ?? `file.${source.mediaType.split('/')[1] ?? 'bin'}`
      return { type: 'input_file', filename: name, file_data: urlOf(source) }
    }
  }
}
