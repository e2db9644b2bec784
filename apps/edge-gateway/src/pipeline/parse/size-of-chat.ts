import type { RequestSize } from '@gptget/credit'
import { CAPABILITIES, invalidAt } from '@gptget/protocol'
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

/**
 * `n` and the like have no canonical form: only providers of the caller's dialect support them. @throws PublicError 400
 * for a count that is no number: some servers accept one as text
 */
const choicesOf = ({ extensions }: ChatRequest): number => {
  const counts = COUNTS.map((name) => countAt(name, extensions[name]))
  for (const config of CONFIGS) {
    const fields = (extensions[config] ?? {}) as Record<string, unknown>
    for (const name of CONFIG_COUNTS) counts.push(countAt(`${config}.${name}`, fields[name]))
  }
  return Math.max(1, ...counts)
}

const COUNTS = ['n', 'best_of']
const CONFIGS = ['generationConfig', 'generation_config']
const CONFIG_COUNTS = ['candidateCount', 'candidate_count']

const countAt = (param: string, count: unknown): number => {
  if (count === undefined || count === null) return 1
  if (Number.isInteger(count)) return count as number
  throw invalidAt(param, 'must be a whole number.')
}

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
