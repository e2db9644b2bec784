import { adapt } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import { readChat, targetOf } from '../generation/read-chat.ts'
import type { Asked } from '../generation/asked.ts'

/** The first field of a chat that would not reach a route's provider as its caller wrote it; null when all would. */
export const unsupportedParameter = (route: Route, asked: Asked): string | null => {
  if (asked.operation.name !== 'chat') return null
  const request = readChat(asked.head, asked.body)
  const supported = asked.catalog.models.get(route.model)?.public.supportedParameters ?? []
  const missing = parametersOf(request).find((parameter) => !supported.includes(parameter))
  return missing ?? firstLoss(request, route, asked)
}

const firstLoss = (request: ChatRequest, route: Route, { catalog }: Asked): string | null => {
  try {
    const { losses } = adapt(request, { ...targetOf(catalog, route), dialect: route.provider.dialect })
    return losses[0]?.param ?? null
  } catch (error) {
    if (error instanceof PublicError) return error.details.param ?? error.code
    throw error
  }
}

/** What `supported_parameters` calls what a request uses. */
const parametersOf = ({
  tools,
  toolChoice,
  output,
  reasoning,
  sampling,
  extensions,
}: ChatRequest): string[] =>
  Object.entries({
    tools: tools.length > 0,
    tool_choice: tools.length > 0 && toolChoice !== undefined,
    response_format: output.type !== 'text',
    reasoning: reasoning !== undefined && reasoning.effort !== 'none',
    max_tokens: sampling.maxOutputTokens !== undefined,
    temperature: sampling.temperature !== undefined,
    top_p: sampling.topP !== undefined,
    top_k: sampling.topK !== undefined,
    stop: sampling.stop !== undefined,
    seed: sampling.seed !== undefined,
    frequency_penalty: sampling.frequencyPenalty !== undefined,
    presence_penalty: sampling.presencePenalty !== undefined,
    logprobs: sampling.topLogprobs !== undefined,
    logit_bias: extensions.logit_bias !== undefined,
  }).flatMap(([name, isUsed]) => (isUsed ? [name] : []))
