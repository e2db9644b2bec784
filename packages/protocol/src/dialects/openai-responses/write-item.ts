import type { BlockStart, Signature, TokenLogprob } from '../../canonical/events.ts'
import type { ResultBlock } from '../../canonical/result.ts'
import type { AnswerContext } from '../../dialect.ts'
import { citationsFor } from '../url-citations.ts'
import { writeSignatures } from '../carried-signatures.ts'
import { compact, isObject, type JsonObject } from '../../json/object.ts'
import { writeOpenAiLogprobs } from '../logprobs.ts'

const PREFIXES = { message: 'msg', reasoning: 'rs', function_call: 'fc', custom_tool_call: 'ctc' } as const
export type ItemType = keyof typeof PREFIXES

/** The item type of a call. */
export const callType = ({ isCustom }: { isCustom?: boolean }): 'custom_tool_call' | 'function_call' =>
  isCustom ? 'custom_tool_call' : 'function_call'

/** An item's id, derived from the response's id and the item's position. */
export const itemId = ({ id }: AnswerContext, type: ItemType, index: number): string =>
  `${PREFIXES[type]}_${id.replace(/^resp_/, '')}_${index}`

/** Writes a block as output items: none if this dialect cannot express it, two for a signed call. */
export const writeItems = (result: ResultBlock, context: AnswerContext, index: number): JsonObject[] => {
  const item = writeItem(result, context, index)
  return item === undefined ? [] : [item, ...carriedSignatures(result, context, index)]
}

/** The signatures of a call or an image, in a reasoning item after it, because the item has no field for them. */
const carriedSignatures = (
  { block, signatures }: ResultBlock,
  context: AnswerContext,
  index: number,
): JsonObject[] => {
  if ((block.kind !== 'tool-call' && block.kind !== 'image') || signatures.length === 0) return []
  const owner = block.kind === 'tool-call' ? block.id : imageId(context, index)
  const encrypted_content = writeSignatures('openai-responses', signatures, owner)
  return [{ type: 'reasoning', id: itemId(context, 'reasoning', index), summary: [], encrypted_content }]
}

const imageId = (context: AnswerContext, index: number): string =>
  itemId(context, 'message', index).replace('msg_', 'ig_')

const writeItem = (result: ResultBlock, context: AnswerContext, index: number): JsonObject | undefined => {
  const { block, content, signatures } = result
  switch (block.kind) {
    case 'text':
      return messageItem(itemId(context, 'message', index), contentParts(result), 'completed')
    case 'audio':
      return result.transcript === undefined
        ? undefined
        : messageItem(itemId(context, 'message', index), [textPart(result.transcript)], 'completed')
    case 'thinking':
      return reasoningItem(itemId(context, 'reasoning', index), content, signatures)
    case 'tool-call':
      return callItem(
        itemId(context, callType(block), index),
        block,
        block.isCustom ? content : content || '{}',
        'completed',
      )
    case 'opaque':
      return block.dialect === 'openai-responses' && isObject(block.value) ? block.value : undefined
    case 'image':
      return imageItem(imageId(context, index), content)
  }
}

export const textPart = (
  text: string,
  annotations: unknown[] = [],
  logprobs: readonly TokenLogprob[] = [],
): JsonObject => ({
  type: 'output_text',
  text,
  annotations,
  logprobs: writeOpenAiLogprobs(logprobs),
})

export const refusalPart = (refusal: string): JsonObject => ({ type: 'refusal', refusal })

const contentParts = ({ content, refusal, citations, logprobs }: ResultBlock): JsonObject[] => {
  const isOnlyRefusal = refusal !== undefined && content === ''
  return [
    ...(isOnlyRefusal
      ? []
      : [textPart(content, citationsFor('openai-responses', citations, content), logprobs)]),
    ...(refusal === undefined ? [] : [refusalPart(refusal)]),
  ]
}

export const messageItem = (id: string, content: JsonObject[], status: string): JsonObject => ({
  type: 'message',
  id,
  role: 'assistant',
  status,
  content,
})

/** A call. The input of a function is JSON, that of a custom tool is text. */
export const callItem = (
  id: string,
  { id: call_id, name, namespace, isCustom }: Extract<BlockStart, { kind: 'tool-call' }>,
  said: string,
  status: string,
): JsonObject =>
  compact({
    type: isCustom ? 'custom_tool_call' : 'function_call',
    id,
    call_id,
    name,
    namespace,
    ...(isCustom ? { input: said } : { arguments: said }),
    status,
  })

export const reasoningItem = (id: string, text: string, signatures: readonly Signature[]): JsonObject =>
  compact({
    type: 'reasoning',
    id,
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    encrypted_content: encryptedContent(id, signatures),
  })

/**
 * OpenAI refuses encrypted content with another id than its own. It is then carried like another dialect's signature.
 */
const encryptedContent = (id: string, signatures: readonly Signature[]): string | undefined => {
  if (signatures.length === 0) return undefined
  const isUnderItsId = signatures.some(
    (signature) => signature.dialect === 'openai-responses' && signature.id === id,
  )
  return isUnderItsId
    ? writeSignatures('openai-responses', signatures)
    : writeSignatures(undefined, signatures)
}

/** An image is written as a result of OpenAI's image tool. */
const imageItem = (id: string, base64: string): JsonObject => ({
  type: 'image_generation_call',
  id,
  status: 'completed',
  result: base64,
})
