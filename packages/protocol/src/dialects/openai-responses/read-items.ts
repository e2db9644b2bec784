import { arrayOf, objectOf } from '../../json/object.ts'
import type { Signature } from '../../canonical/events.ts'
import type {
  CacheMarker,
  ChatRequest,
  FilePart,
  ImagePart,
  MediaSource,
  OpaquePart,
  Part,
  ThinkingPart,
  ToolResultPart,
  Turn,
} from '../../canonical/request.ts'
import { readCarriedSignatures, readSignatures } from '../carried-signatures.ts'
import { readDataUrl } from '../data-url.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import { isInStep } from '../places.ts'
import { resultPart } from '../result-part.ts'
import { referenceOf } from './state-fields.ts'
import {
  itemSchemas,
  partSchemas,
  type WireBreakpoint,
  type WireContent,
  type WireItem,
  type WirePart,
} from './wire.ts'

/** Reads input items as turns: adjacent items of the model are one turn, and so are adjacent results. */
export const readItems = (given: WireItem[]): Pick<ChatRequest, 'turns' | 'places'> => {
  const items = given.some(isBareOutput) ? withCallIds(given) : given
  const turns: Turn[] = []
  const places: number[] = []
  const carried = items.map(carriedBy).filter((signatures) => signatures !== undefined)
  items.forEach((item, index) => {
    if (carriedBy(item) === undefined) addTurn(turns, readItem(item, `input[${index}]`))
    if (turns.length > places.length) places.push(index)
  })
  return {
    turns: carried.length === 0 ? turns : turns.map((turn) => withCallSignatures(turn, carried)),
    ...(isInStep(places) ? {} : { places }),
  }
}

/** OpenAI's types allow an output without the id of its call. */
const isBareOutput = ({ type, call_id }: WireItem): boolean =>
  type === 'function_call_output' && call_id == null

/** Such an output answers the first earlier call without a result; if there is none, it becomes a user message. */
const withCallIds = (items: WireItem[]): WireItem[] => {
  const answered = new Set(
    items.map(({ type, call_id }) => (type === 'function_call_output' ? call_id : null)),
  )
  const open: unknown[] = []
  return items.map((item) => {
    if (item.type === 'function_call' && !answered.has(item['call_id'])) open.push(item['call_id'])
    if (!isBareOutput(item)) return item
    const call_id = open.shift()
    return call_id === undefined
      ? { type: 'message', role: 'user', content: item['output'] }
      : { ...item, call_id }
  })
}

type CallSignatures = { signatures: Signature[]; callId: string }

/** The signatures of a call, if an item only carries them. */
const carriedBy = ({ type, encrypted_content }: WireItem): CallSignatures | undefined => {
  if (type !== 'reasoning' || typeof encrypted_content !== 'string') return undefined
  const { signatures, callId } = readCarriedSignatures(encrypted_content) ?? {}
  return signatures === undefined || callId === undefined ? undefined : { signatures, callId }
}

const withCallSignatures = (turn: Turn, carried: CallSignatures[]): Turn => ({
  ...turn,
  parts: turn.parts.map((part) => {
    if (part.type !== 'tool-call' && part.type !== 'opaque') return part
    const id = part.type === 'tool-call' ? part.id : objectOf(part.value)['id']
    const found = carried.find(({ callId }) => callId === id)
    return found === undefined ? part : { ...part, signatures: found.signatures }
  }),
})

const addTurn = (turns: Turn[], turn: Turn): void => {
  const last = turns.at(-1)
  const isOneAnswer = turn.role === 'assistant' && last?.role === 'assistant'
  if (last !== undefined && (isOneAnswer || (isResults(turn) && isResults(last))))
    last.parts.push(...turn.parts)
  else turns.push(turn)
}

const isResults = ({ role, parts }: Turn): boolean =>
  role === 'user' && parts.every(({ type }) => type === 'tool-result')

const readItem = (item: WireItem, path: string): Turn => {
  if (referenceOf(item) !== null) return { role: 'assistant', parts: [opaque(item)] }
  switch (item.type ?? 'message') {
    case 'message':
      return readMessage(item, path)
    case 'function_call': {
      const { call_id: id, name, arguments: json, namespace } = parseAt(itemSchemas.functionCall, item, path)
      return {
        role: 'assistant',
        parts: [{ type: 'tool-call', id, name, ...namespaceOf(namespace), arguments: json }],
      }
    }
    case 'custom_tool_call': {
      const { call_id: id, name, input, namespace } = parseAt(itemSchemas.customCall, item, path)
      return {
        role: 'assistant',
        parts: [{ type: 'tool-call', id, name, ...namespaceOf(namespace), arguments: input, isCustom: true }],
      }
    }
    case 'function_call_output':
      return { role: 'user', parts: [readOutput(item, path)] }
    case 'custom_tool_call_output':
      return { role: 'user', parts: [{ ...readOutput(item, path), isCustom: true }] }
    case 'reasoning':
      return { role: 'assistant', parts: [readReasoning(item, path)] }
    default:
      return { role: isSaidByUs(item.type ?? '') ? 'user' : 'assistant', parts: [opaque(item)] }
  }
}

const namespaceOf = (namespace: string | null | undefined) => (namespace ? { namespace } : {})

/** Of the items of built-in tools, those that answer a call are the caller's. */
const isSaidByUs = (type: string): boolean => type.endsWith('_output') || type.endsWith('_response')

const opaque = (value: unknown): OpaquePart => ({ type: 'opaque', dialect: 'openai-responses', value })

const readMessage = (item: WireItem, path: string): Turn => {
  const { role, content } = parseAt(itemSchemas.message, item, path)
  const parts = readContent(content, `${path}.content`)
  return { role: role === 'developer' ? 'system' : role, parts }
}

const readOutput = (item: WireItem, path: string): ToolResultPart => {
  const { call_id, output, name } = parseAt(itemSchemas.functionOutput, item, path)
  const content = readContent(output, `${path}.output`).map((part, index) =>
    resultPart('openai-responses', part, arrayOf(output)[index]),
  )
  return { type: 'tool-result', callId: call_id, ...(name ? { name } : {}), content }
}

const readReasoning = (item: WireItem, path: string): ThinkingPart => {
  const { id, summary, content, encrypted_content } = parseAt(itemSchemas.reasoning, item, path)
  const signatures = readSignatures('openai-responses', 'encrypted', encrypted_content ?? '')
  return {
    type: 'thinking',
    text: [...(summary ?? []), ...(content ?? [])].map(({ text }) => text).join('\n\n'),
    signatures: signatures.map((signature) =>
      signature.dialect === 'openai-responses' && !signature.id && id ? { ...signature, id } : signature,
    ),
  }
}

const readContent = (content: WireContent, path: string): Part[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content.map((part, index) => readPart(part, `${path}[${index}]`))
}

const readPart = (part: WirePart, path: string): Part => {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text': {
      const { text, annotations, prompt_cache_breakpoint } = parseAt(partSchemas.text, part, path)
      const citations = (annotations ?? []).map((value) => ({ dialect: 'openai-responses' as const, value }))
      const cited = citations.length > 0 ? { citations } : {}
      return { type: 'text', text, ...cited, ...cacheOf(prompt_cache_breakpoint) }
    }
    case 'refusal':
      return { type: 'refusal', text: parseAt(partSchemas.refusal, part, path).refusal }
    case 'input_image':
      return readImage(part, path)
    case 'input_file':
      return readFile(part, path)
    case 'input_audio': {
      const { data, format } = parseAt(partSchemas.audio, part, path).input_audio
      const mediaType = format === 'mp3' ? 'audio/mpeg' : `audio/${format}`
      return { type: 'audio', source: { type: 'base64', mediaType, base64: data }, format }
    }
    default:
      return { ...opaque(part), isContent: true }
  }
}

const cacheOf = (marker: WireBreakpoint): { cache?: CacheMarker } =>
  marker ? { cache: { ttl: marker.ttl === '12h' ? '1h' : '5m' } } : {}

const ownFile = (id: string): MediaSource => ({ type: 'file-id', dialect: 'openai-responses', id })

const urlSource = (url: string): MediaSource => {
  const data = readDataUrl(url)
  return data === undefined ? { type: 'url', url } : { type: 'base64', ...data }
}

const readImage = (part: WirePart, path: string): ImagePart => {
  const { image_url, file_id, detail, prompt_cache_breakpoint } = parseAt(partSchemas.image, part, path)
  if (!file_id && !image_url) throw invalidAt(path, 'needs image_url or file_id.')
  return {
    type: 'image',
    source: file_id ? ownFile(file_id) : urlSource(image_url ?? ''),
    ...(detail ? { detail } : {}),
    ...cacheOf(prompt_cache_breakpoint),
  }
}

const readFile = (part: WirePart, path: string): FilePart => {
  const { file_data, file_id, file_url, filename, prompt_cache_breakpoint } = parseAt(
    partSchemas.file,
    part,
    path,
  )
  const source = file_id ? ownFile(file_id) : fileSource(file_data || file_url || '')
  if (source === undefined) throw invalidAt(path, 'needs file_data, file_url or file_id.')
  return { type: 'file', source, ...(filename ? { filename } : {}), ...cacheOf(prompt_cache_breakpoint) }
}

/** Plain base64 is accepted too; OpenAI only documents PDF for this. */
const fileSource = (data: string): MediaSource | undefined => {
  if (data === '') return undefined
  if (data.startsWith('data:') || /^https?:/.test(data)) return urlSource(data)
  return { type: 'base64', mediaType: 'application/pdf', base64: data }
}
