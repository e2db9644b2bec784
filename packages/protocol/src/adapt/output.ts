import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported, type Loss } from '../canonical/losses.ts'
import type { ChatRequest, OutputFormat } from '../canonical/request.ts'

/** Asks for JSON in the prompt if a model does not enforce it, and refuses formats that only another dialect has. */
export const adaptOutput: Adaptation = (request, target, losses) => {
  const param = CAPABILITIES[request.source].fields.output ?? 'output format'
  if (request.output.type === 'opaque')
    throw unsupported(param, 'this format of answers exists only at providers of its own dialect.')
  const words = wordsFor(request.output, target)
  if (words === undefined) return withJsonWord(request, target, losses)
  losses.push({
    param,
    action: 'rewritten',
    reason: 'This model does not enforce the format; the prompt asks for it.',
  })
  return {
    ...request,
    system: [...request.system, { type: 'text', text: words }],
    output: weaker(request, target),
  }
}

const ONLY_JSON = 'Answer with one JSON value and nothing else: no explanation, no code fence.'

const wordsFor = (output: OutputFormat, { dialect, quirks }: AdaptTarget): string | undefined => {
  if (output.type === 'json') return CAPABILITIES[dialect].hasJsonMode ? undefined : ONLY_JSON
  if (output.type !== 'json-schema' || (quirks.hasJsonSchema !== false && output.isHeld !== false))
    return undefined
  return `${ONLY_JSON} It must match this JSON Schema:\n${JSON.stringify(output.schema)}`
}

/**
 * OpenAI refuses its JSON mode if no message says that JSON is wanted.
 * https://platform.openai.com/docs/guides/structured-outputs#json-mode
 */
const withJsonWord = (request: ChatRequest, { dialect }: AdaptTarget, losses: Loss[]): ChatRequest => {
  const place = CAPABILITIES[dialect].jsonWordIn
  if (request.output.type !== 'json' || place === undefined || saysJson(request, place)) return request
  losses.push({
    param: CAPABILITIES[request.source].fields.output ?? 'output format',
    action: 'rewritten',
    reason: 'OpenAI’s JSON mode needs the word JSON in the prompt, so the prompt asks for it too.',
  })
  const said = { type: 'text', text: ONLY_JSON } as const
  const last = place === 'prompt' ? -1 : request.turns.findLastIndex(({ role }) => role === 'user')
  if (last === -1) return { ...request, system: [...request.system, said] }
  const { [last]: turn } = request.turns
  return { ...request, turns: request.turns.with(last, { ...turn!, parts: [...turn!.parts, said] }) }
}

const saysJson = ({ system, turns }: ChatRequest, place: 'prompt' | 'conversation'): boolean => {
  const parts = [...(place === 'prompt' ? system : []), ...turns.flatMap((turn) => turn.parts)]
  return parts.some((part) => part.type === 'text' && /json/i.test(part.text))
}

/** Servers without schemas still understand that the answer must be JSON, if the dialect can express it. */
const weaker = ({ output }: ChatRequest, { dialect }: AdaptTarget): OutputFormat => {
  const { type, isWrapped = false, isBareText = false } = output
  const hasMode = type === 'json-schema' && CAPABILITIES[dialect].hasJsonMode
  return { type: hasMode ? 'json' : 'text', isWrapped, isBareText }
}
