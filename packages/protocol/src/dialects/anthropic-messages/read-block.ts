import type { BlockDelta, BlockStart, Signature } from '../../canonical/events.ts'
import { arrayOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'

/** The kind of a content block. Server-side tools and everything else that we do not model stay opaque. */
export const readBlockStart = (content: JsonObject): BlockStart => {
  switch (content['type']) {
    case 'text':
      return { kind: 'text' }
    case 'thinking':
      return { kind: 'thinking' }
    case 'redacted_thinking':
      return { kind: 'thinking', isRedacted: true }
    case 'tool_use':
      return { kind: 'tool-call', id: textOf(content['id']), name: textOf(content['name']) }
    default:
      return { kind: 'opaque', dialect: 'anthropic-messages', value: content }
  }
}

export type BlockContent =
  | { type: 'block-delta'; delta: BlockDelta }
  | { type: 'block-signature'; signature: Signature }

/** The content of a block at its start: none in most streams, everything in a plain message. */
export const startContents = (content: JsonObject, block: BlockStart): BlockContent[] => {
  switch (block.kind) {
    case 'text':
      return [...textContent(content['text']), ...arrayOf(content['citations']).map(citation)]
    case 'thinking':
      return [
        ...thinkingContent(content['thinking']),
        ...signatureContent('signature', content['signature']),
        ...signatureContent('redacted', content['data']),
      ]
    default:
      return []
  }
}

/** Reads one delta; undefined if it is empty. */
export const readBlockDelta = (delta: JsonObject, block: BlockStart): BlockContent | undefined => {
  if (block.kind === 'opaque') {
    return { type: 'block-delta', delta: { kind: 'opaque', dialect: 'anthropic-messages', value: delta } }
  }
  switch (delta['type']) {
    case 'text_delta':
      return textContent(delta['text'])[0]
    case 'thinking_delta':
      return thinkingContent(delta['thinking'])[0]
    case 'signature_delta':
      return signatureContent('signature', delta['signature'])[0]
    case 'citations_delta':
      return citation(delta['citation'])
    case 'input_json_delta':
      return argumentsContent(delta['partial_json'])
    default:
      return undefined
  }
}

const textContent = (value: unknown): BlockContent[] => {
  const text = optionalText(value)
  return text === undefined ? [] : [{ type: 'block-delta', delta: { kind: 'text', text } }]
}

const thinkingContent = (value: unknown): BlockContent[] => {
  const text = optionalText(value)
  return text === undefined ? [] : [{ type: 'block-delta', delta: { kind: 'thinking', text } }]
}

const signatureContent = (kind: Signature['kind'], value: unknown): BlockContent[] => {
  const text = optionalText(value)
  return text === undefined
    ? []
    : [{ type: 'block-signature', signature: { dialect: 'anthropic-messages', kind, value: text } }]
}

const argumentsContent = (value: unknown): BlockContent | undefined => {
  const json = optionalText(value)
  return json === undefined ? undefined : { type: 'block-delta', delta: { kind: 'arguments', json } }
}

const citation = (value: unknown): BlockContent => ({
  type: 'block-delta',
  delta: { kind: 'citation', dialect: 'anthropic-messages', value },
})
