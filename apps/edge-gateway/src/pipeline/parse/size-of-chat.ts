import type { RequestSize } from '@gptget/credit'
import { CAPABILITIES } from '@gptget/protocol'
import type { ChatRequest, MediaSource, Part } from '@gptget/protocol'

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

/**
 * If a dialect has several names for it and more than one is given, a provider may use any. OpenAI charges rejected
 * predictions as output, beyond the limit.
 */
const maxOutputOf = (
  { source, sampling, extensions }: ChatRequest,
  body: Readonly<Record<string, unknown>>,
) => {
  let most = sampling.maxOutputTokens
  for (const field of CAPABILITIES[source].outputLimitFields ?? NO_FIELDS) {
    const value = body[field]
    if (typeof value === 'number' && (most === undefined || value > most)) most = value
  }
  const prediction = extensions['prediction'] ?? null
  if (most === undefined || prediction === null) return most
  return most + Buffer.byteLength(JSON.stringify(prediction))
}

const NO_FIELDS: readonly string[] = []

/** `n` and the like have no canonical form: only providers of the caller's dialect support them. */
const choicesOf = ({ extensions }: ChatRequest): number => {
  let most = mostOf(mostOf(1, extensions['n']), extensions['best_of'])
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

/**
 * Parts with as many tokens as their content, while the request may only contain a reference. Media in parts without a
 * canonical form: `media-references.ts`.
 */
const isUnbounded = (part: Part): boolean =>
  part.type === 'audio' || (part.type === 'file' && !isPlainText(part.source))

const isPlainText = (source: MediaSource): boolean =>
  source.type === 'base64' && source.mediaType === 'text/plain'
