import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported } from '../canonical/losses.ts'
import type { ChatRequest, OutputFormat } from '../canonical/request.ts'

/** Asks for JSON in the prompt if a model does not enforce it, and refuses formats that only another dialect has. */
export const adaptOutput: Adaptation = (request, target, losses) => {
  const param = CAPABILITIES[request.source].fields.output ?? 'output format'
  if (request.output.type === 'opaque')
    throw unsupported(param, 'this format of answers exists only at providers of its own dialect.')
  const words = wordsFor(request.output, target)
  if (words === undefined) return request
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

/** Servers without schemas still understand that the answer must be JSON, if the dialect can express it. */
const weaker = ({ output }: ChatRequest, { dialect }: AdaptTarget): OutputFormat => {
  const { type, isWrapped = false, isBareText = false } = output
  const hasMode = type === 'json-schema' && CAPABILITIES[dialect].hasJsonMode
  return { type: hasMode ? 'json' : 'text', isWrapped, isBareText }
}
