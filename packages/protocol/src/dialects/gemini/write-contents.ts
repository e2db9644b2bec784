import type {
  ChatRequest,
  MediaSource,
  Part,
  ToolCallPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import { mediaTypeOfUrl } from '../../canonical/media-type.ts'
import type { Target } from '../../dialect.ts'
import { compact, isObject, type JsonObject } from '../../json/object.ts'
import { ownFields } from '../native-fields.ts'
import { argumentsOf, objectIn } from '../arguments-of.ts'
import { signatureField } from './write-result.ts'

type Context = { isOwn: boolean; mustSign: boolean }

/** Google documents this for calls of other models: Gemini 3 then does not require a signature. */
const NO_SIGNATURE = 'skip_thought_signature_validator'

/** Writes turns as contents, without empty ones, because the API refuses a content without parts. */
export const writeContents = (
  { turns, source }: ChatRequest,
  { quirks, requiresThoughtSignature = quirks.requiresThoughtSignature }: Target,
): JsonObject[] => {
  const context = { isOwn: source === 'gemini', mustSign: requiresThoughtSignature === true }
  return turns.map((turn) => writeTurn(turn, context)).filter(({ parts }) => parts.length > 0)
}

const writeTurn = ({ role, parts }: Turn, context: Context) => ({
  role: role === 'assistant' ? 'model' : 'user',
  parts: signFirstCall(
    parts.flatMap((part) => writePart(part, context)),
    context,
  ),
})

/** Only the first of parallel calls must be signed. */
const signFirstCall = (parts: JsonObject[], { mustSign }: Context): JsonObject[] => {
  if (!mustSign) return parts
  const first = parts.findIndex((part) => part['functionCall'] !== undefined)
  return parts.map((part, index) =>
    index === first && part['thoughtSignature'] === undefined
      ? { ...part, thoughtSignature: NO_SIGNATURE }
      : part,
  )
}

const writePart = (part: Part, context: Context): JsonObject[] => {
  switch (part.type) {
    case 'text':
      return part.text === '' && !part.signatures?.length
        ? []
        : [{ text: part.text, ...signatureField(part.signatures ?? []) }]
    case 'refusal':
      return [{ text: part.text }]
    case 'image':
      return [{ ...writeMedia(part.source, 'image/jpeg'), ...signatureField(part.signatures ?? []) }]
    case 'audio':
      return [writeMedia(part.source, 'audio/wav')]
    case 'file':
      return [
        { ...writeMedia(part.source, 'application/pdf', part.filename), ...ownFields('gemini', part.native) },
      ]
    case 'thinking':
      // Thoughts of other models are useless to it, and its own summaries must be unchanged.
      return context.isOwn || part.signatures.length > 0
        ? [{ text: part.text, thought: true, ...signatureField(part.signatures) }]
        : []
    case 'tool-call':
      return [writeFunctionCall(part)]
    case 'tool-result':
      return [{ functionResponse: writeFunctionResponse(part, context) }]
    case 'opaque':
      return isObject(part.value) ? [part.value] : []
  }
}

const writeMedia = (source: MediaSource, guessedType: string, displayName?: string): JsonObject => {
  switch (source.type) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.base64 } }
    case 'url': {
      const mimeType = source.mediaType ?? mediaTypeOfUrl(source.url) ?? guessedType
      return { fileData: compact({ mimeType, fileUri: source.url, displayName }) }
    }
    case 'file-id':
      return {
        fileData: compact({ mimeType: source.mediaType ?? guessedType, fileUri: source.id, displayName }),
      }
  }
}

const writeFunctionCall = ({ id, name, arguments: json, signatures }: ToolCallPart): JsonObject => ({
  functionCall: { id, name, args: argumentsOf(json) },
  ...signatureField(signatures ?? []),
})

const writeFunctionResponse = (
  { callId, name, content, isError }: ToolResultPart,
  { isOwn }: Context,
): JsonObject => {
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const media = content.flatMap((part) =>
    part.type === 'image' || part.type === 'file' ? [writeMedia(part.source, 'image/jpeg')] : [],
  )
  return compact({
    id: callId,
    name: name ?? callId,
    response: isError ? { error: text.trim() === '' ? FAILED : text } : writeOutput(text, isOwn),
    parts: media.length > 0 ? media : undefined,
  })
}

/** For a failure without words, such as a picture of it. */
const FAILED = 'The tool call failed.'

/** Results from other dialects stay text, because a `$ref` in JSON would be read as a reference to a part. */
const writeOutput = (text: string, isOwn: boolean): JsonObject => {
  const parsed = isOwn ? objectIn(text) : undefined
  return parsed ?? { output: text }
}
