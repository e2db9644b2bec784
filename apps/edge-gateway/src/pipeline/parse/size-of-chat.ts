import type { RequestSize } from '@gptget/credit'
import { CAPABILITIES } from '@gptget/protocol'
import type { ChatRequest, Part } from '@gptget/protocol'

type Size = Omit<RequestSize, 'bodyBytes'>

/**
 * What limits the cost of a chat besides its length: the length of its answer, and input whose tokens exceed its bytes.
 */
export const sizeOfChat = (chat: ChatRequest, body: Readonly<Record<string, unknown>>): Size => {
  const parts = partsOf(chat)
  return {
    maxOutputTokens: maxOutputOf(chat, body),
    choices: choicesOf(chat),
    images: parts.filter(({ type }) => type === 'image').length,
    hasUnboundedInput: parts.some(isUnbounded),
  }
}

/** If a dialect has several names for it and more than one is given, a provider may use any. */
const maxOutputOf = ({ source, sampling }: ChatRequest, body: Readonly<Record<string, unknown>>) => {
  let most = sampling.maxOutputTokens
  for (const field of CAPABILITIES[source].outputLimitFields ?? NO_FIELDS) {
    const value = body[field]
    if (typeof value === 'number' && (most === undefined || value > most)) most = value
  }
  return most
}

const NO_FIELDS: readonly string[] = []

/** `n` and the like have no canonical form: only providers of the caller's dialect support them. */
const choicesOf = ({ extensions }: ChatRequest): number => {
  let most = mostOf(1, extensions['n'])
  for (const name of CONFIGS) {
    const config = extensions[name] as Record<string, unknown> | undefined
    if (config !== undefined) most = mostOf(mostOf(most, config['candidateCount']), config['candidate_count'])
  }
  return most
}

const CONFIGS = ['generationConfig', 'generation_config']

const mostOf = (most: number, count: unknown): number =>
  Number.isInteger(count) ? Math.max(most, count as number) : most

const partsOf = ({ turns }: ChatRequest): Part[] =>
  turns.flatMap(({ parts }) =>
    parts.flatMap((part): Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part])),
  )

/** Parts with as many tokens as their content, while the request may only contain a reference. */
const isUnbounded = (part: Part): boolean =>
  part.type === 'file' ||
  part.type === 'audio' ||
  (part.type === 'opaque' && POINTER.test(JSON.stringify(part.value)))

/** Fields of parts without a canonical form that refer to media or a file. */
const POINTER = /"(file_?id|file_?ur[il]|(video|audio|image)_url)":/i
