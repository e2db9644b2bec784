import { PublicError } from '@gptget/errors'
import type { ChatRequest } from './read-request.ts'

/**
 * Refuses parameters that would need an unsupported feature. Ignores those that do not change the kind of answer
 * (`user`, `store`, `metadata`, `service_tier`, `reasoning_effort`, `parallel_tool_calls` …).
 * @throws PublicError `unsupported_parameter` that names the field
 */
export const refuseUnsupported = (request: ChatRequest): void => {
  if ((request.n ?? 1) > 1) refuse('n', 'The local model gives one answer for each request: n must be 1.')
  if (request.logprobs) refuse('logprobs', 'The local model does not report log probabilities.')
  if (Object.keys(request.logit_bias ?? {}).length > 0) {
    refuse('logit_bias', 'The local model does not support logit_bias.')
  }
  if (request.modalities?.some((modality) => modality !== 'text')) {
    refuse('modalities', 'The local model only answers with text.')
  }
  request.messages.forEach(refuseMedia)
}

const refuseMedia = ({ content }: ChatRequest['messages'][number], messageIndex: number): void => {
  if (!Array.isArray(content)) return
  content.forEach(({ type }, partIndex) => {
    if (type === 'text' || type === 'refusal') return
    refuse(
      `messages[${messageIndex}].content[${partIndex}]`,
      `The local model reads text only, not "${type}".`,
    )
  })
}

const refuse = (param: string, message: string): never => {
  throw new PublicError('unsupported_parameter', message, { param })
}
