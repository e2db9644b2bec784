import type { Signature } from '../../canonical/events.ts'
import type {
  FilePart,
  ImagePart,
  MediaSource,
  Part,
  TextPart,
  ThinkingPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import { commonMediaType } from '../../canonical/media-type.ts'
import { readCarriedSignatures, readSignatures, type CarriedThought } from '../carried-signatures.ts'
import { inOrder, type PlacedThought } from '../placed-thoughts.ts'
import { nativeFieldsOf } from '../native-fields.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import {
  partSchema,
  type WireContent,
  type WireFunctionResponse,
  type WireMedia,
  type WirePart,
} from './wire.ts'

/** A function call without a result yet: older clients answer by name, in order. */
type OpenCall = { id: string; name: string }

/** Reads the contents as turns. Calls without an id, and their results, get one from their position. */
export const readContents = (contents: WireContent[]): Turn[] => {
  const calls: OpenCall[] = []
  return contents.map(({ role, parts }, index) => ({
    role: readRole(role, index),
    parts: readParts(parts ?? [], index, calls),
  }))
}

const readParts = (wire: unknown[], index: number, calls: OpenCall[]): Part[] => {
  const carried = new Map<Part, CarriedThought[]>()
  const parts = wire.map((one, place) => {
    const path = `contents[${index}].parts[${place}]`
    const part = parseAt(partSchema, one, path)
    const read = readPart(part, `call_${index}_${place}`, calls, path)
    const { thoughts } = readCarriedSignatures(part.thoughtSignature ?? '') ?? {}
    if (thoughts !== undefined) carried.set(read, thoughts)
    return read
  })
  const joined = parts.reduce<Part[]>(joinThinking, [])
  return carried.size === 0 ? joined : withCarriedThoughts(joined, carried)
}

/**
 * Restores the thoughts that calls carry, unless the client kept them unchanged. A changed copy of a thought is
 * removed: its provider refuses signatures of other texts.
 */
const withCarriedThoughts = (parts: Part[], carried: ReadonlyMap<Part, CarriedThought[]>): Part[] => {
  const kept = new Set(parts.flatMap((part) => (part.type === 'thinking' ? [identityOf(part)] : [])))
  const lost = [...carried.values()].flat().filter((thought) => !kept.has(identityOf(thought)))
  const out: Part[] = []
  let sinceCall: Part[] = []
  for (const part of parts) {
    if (part.type === 'thinking' && isCopy(part, lost)) continue
    if (part.type === 'tool-call') {
      const missing = (carried.get(part) ?? []).filter((thought) => lost.includes(thought))
      out.push(...inOrder(missing.map(placed), sinceCall, []), part)
      sinceCall = []
    } else sinceCall.push(part)
  }
  return [...out, ...sinceCall]
}

/**
 * Whether a client made a thought from some of these: without their signature, or joined, with one of the signatures or
 * with all in a row (langchain-google-genai 4.4).
 */
const isCopy = ({ text, signatures }: ThinkingPart, thoughts: readonly CarriedThought[]): boolean => {
  const own = signatures[0]?.value
  if (own !== undefined && thoughts.some((thought) => thought.signatures[0]?.value === own)) return true
  return (
    text !== '' &&
    thoughts
      .map((thought) => thought.text)
      .join('')
      .includes(text)
  )
}

const placed = ({ textLength = 0, ...thought }: CarriedThought): PlacedThought => ({
  part: { type: 'thinking', ...thought },
  position: { textLength, callCount: 0 },
})

/** Clients that keep a thought keep its text and its signature. */
const identityOf = ({ text, signatures }: CarriedThought): string =>
  JSON.stringify([text, signatures[0]?.value])

/** Clients replay streamed thoughts in pieces, of which only the last is signed. */
const joinThinking = (parts: Part[], part: Part): Part[] => {
  const last = parts.at(-1)
  if (part.type !== 'thinking' || last?.type !== 'thinking' || last.signatures.length > 0)
    return [...parts, part]
  return [...parts.slice(0, -1), { ...part, text: last.text + part.text }]
}

const readRole = (role: string | null | undefined, index: number): Turn['role'] => {
  if (role === 'model') return 'assistant'
  if (!role || role === 'user' || role === 'function') return 'user'
  if (role === 'system') return 'system'
  throw invalidAt(`contents[${index}].role`, 'must be "user" or "model".')
}

const readPart = (part: WirePart, placeId: string, calls: OpenCall[], path: string): Part => {
  const signatures = readSignatures('gemini', 'signature', part.thoughtSignature ?? '')
  const sealed = signatures.length > 0 ? { signatures } : {}
  if (part.functionCall) return readFunctionCall(part.functionCall, placeId, calls, sealed)
  if (part.functionResponse) return readFunctionResponse(part.functionResponse, calls, path)
  const media = readMedia(part)
  if (media?.type === 'image') return { ...media, ...sealed }
  if (media?.type === 'file') return { ...media, ...nativeFieldsOf('gemini', part, MEDIA_FIELDS) }
  if (media !== undefined) return media
  if (typeof part.text !== 'string') return { type: 'opaque', dialect: 'gemini', value: part }
  return part.thought
    ? { type: 'thinking', text: part.text, signatures }
    : { type: 'text', text: part.text, ...sealed }
}

const MEDIA_FIELDS = new Set(['inlineData', 'fileData', 'thoughtSignature', 'thought'])

const readFunctionCall = (
  { id, name, args }: NonNullable<WirePart['functionCall']>,
  placeId: string,
  calls: OpenCall[],
  sealed: { signatures?: Signature[] },
): Part => {
  const call = { id: id ?? placeId, name }
  calls.push(call)
  return { type: 'tool-call', ...call, arguments: JSON.stringify(args ?? {}), ...sealed }
}

const readFunctionResponse = (
  response: WireFunctionResponse,
  calls: OpenCall[],
  path: string,
): ToolResultPart => {
  const place = calls.findIndex(({ id, name }) => (response.id ? id === response.id : name === response.name))
  const [call] = place === -1 ? [] : calls.splice(place, 1)
  const callId = response.id ?? call?.id
  if (callId === undefined)
    throw invalidAt(`${path}.functionResponse.name`, 'answers no function call before it.')
  const media = (response.parts ?? []).map(readMedia)
  return {
    type: 'tool-result',
    callId,
    name: response.name,
    ...readOutcome(response.response ?? {}),
    content: [
      ...readOutcome(response.response ?? {}).content,
      ...media.filter(
        (part): part is ImagePart | FilePart => part?.type === 'image' || part?.type === 'file',
      ),
    ],
  }
}

/** Google documents `output` and `error` for the result of a function; anything else becomes JSON text. */
const readOutcome = (response: Record<string, unknown>): { content: TextPart[]; isError?: boolean } => {
  const [key, ...others] = Object.keys(response)
  const value = key === undefined || others.length > 0 ? undefined : response[key]
  if (key === 'error' && typeof value === 'string')
    return { content: [{ type: 'text', text: value }], isError: true }
  if (key === 'output' && typeof value === 'string') return { content: [{ type: 'text', text: value }] }
  if (isNamed(response)) return { content: [{ type: 'text', text: response.content }] }
  return { content: [{ type: 'text', text: JSON.stringify(response) }] }
}

/** The format of Google's first examples, and of `@ai-sdk/google` (4.0). */
const isNamed = (response: Record<string, unknown>): response is { name: unknown; content: string } =>
  Object.keys(response).length === 2 && 'name' in response && typeof response['content'] === 'string'

const readMedia = ({ inlineData, fileData }: WireMedia): Part | undefined => {
  if (inlineData) {
    const mediaType = commonMediaType(inlineData.mimeType ?? 'application/octet-stream')
    return mediaPart({ type: 'base64', mediaType, base64: plainBase64(inlineData.data) }, mediaType)
  }
  if (!fileData) return undefined
  const name = fileData.displayName ? { filename: fileData.displayName } : {}
  const mediaType = fileData.mimeType ? commonMediaType(fileData.mimeType) : undefined
  return mediaPart(fileSource(fileData.fileUri, mediaType), mediaType ?? '', name)
}

/** Google also accepts base64url, which its Python SDK writes; other providers do not. */
const plainBase64 = (data: string): string =>
  /[-_]/.test(data) ? data.replaceAll('-', '+').replaceAll('_', '/') : data

const mediaPart = (source: MediaSource, mediaType: string, name: { filename?: string } = {}): Part => {
  if (mediaType.startsWith('image/')) return { type: 'image', source }
  return mediaType.startsWith('audio/') ? { type: 'audio', source } : { type: 'file', source, ...name }
}

/** URLs of Google's own storage only work at Google; any other URL works everywhere. */
const fileSource = (uri: string, mediaType: string | undefined): MediaSource => {
  const typed = mediaType === undefined ? {} : { mediaType }
  const isOwn =
    uri.startsWith('gs://') ||
    uri.startsWith('files/') ||
    uri.startsWith('https://generativelanguage.googleapis.com/')
  return isOwn
    ? { type: 'file-id', dialect: 'gemini', id: uri, ...typed }
    : { type: 'url', url: uri, ...typed }
}
