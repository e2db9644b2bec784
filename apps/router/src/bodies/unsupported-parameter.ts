import { adapt, changesAnswer } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest } from '@gptget/protocol'
import type { Serving } from './prepared.ts'

/** The target of a request, and the parameters that the model there supports. */
type Taking = { serving: Serving; supported: readonly string[] }

/** The first field of a chat that a provider would not get unchanged; null if it gets all of them. */
export const unsupportedParameter = (request: ChatRequest, { serving, supported }: Taking): string | null => {
  const missing = parametersOf(request).find((parameter) => !supported.includes(parameter))
  return missing ?? firstLoss(request, serving)
}

const firstLoss = (request: ChatRequest, { dialect, target }: Serving): string | null => {
  try {
    const { losses } = adapt(request, { ...target, dialect })
    return losses.find(changesAnswer)?.param ?? null
  } catch (error) {
    if (error instanceof PublicError) return error.details.param ?? error.code
    throw error
  }
}

/** The names in `supported_parameters` of what a request uses. */
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
