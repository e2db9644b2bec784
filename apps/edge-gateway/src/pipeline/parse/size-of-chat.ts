import type { RequestSize } from '@gptget/credit'
import { CAPABILITIES } from '@gptget/protocol'
import type { ChatRequest, Part } from '@gptget/protocol'

type Size = Omit<RequestSize, 'bodyBytes'>

/** What bounds the cost of a chat beside its length: how much may come back, and what is more than its bytes say. */
export const sizeOfChat = (chat: ChatRequest, body: Readonly<Record<string, unknown>>): Size => {
  const parts = partsOf(chat)
  return {
    maxOutputTokens: maxOutputOf(chat, body),
    choices: choicesOf(chat),
    images: parts.filter(({ type }) => type === 'image').length,
    hasUnboundedInput: parts.some(isUnbounded),
  }
}

/** Where a dialect has several names for it and more than one is given, a provider may heed any. */
const maxOutputOf = ({ source, sampling }: ChatRequest, body: Readonly<Record<string, unknown>>) => {
  let most = sampling.maxOutputTokens
  for (const field of CAPABILITIES[source].outputLimitFields ?? NO_FIELDS) {
    const value = body[field]
    if (typeof value === 'number' && (most === undefined || value > most)) most = value
  }
  return most
}

const NO_FIELDS: readonly string[] = []

/** `n` and its like have no canonical form: only providers of the caller's own dialect know them. */
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

/** What is as many tokens as its content, of which the request may say no more than where it is. */
const isUnbounded = (part: Part): boolean =>
  part.type === 'file' ||
  part.type === 'audio' ||
  (part.type === 'opaque' && POINTER.test(JSON.stringify(part.value)))

/** Fields of parts that have no canonical form, which point at media or a file. */
const POINTER = /"(file_?id|file_?ur[il]|(video|audio|image)_url)":/i
