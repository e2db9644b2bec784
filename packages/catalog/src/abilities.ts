import { z } from 'zod'

/** The abilities of a model beyond answering with text. */
export const ability = z.enum(['tools', 'reasoning', 'json-schema', 'sampling'])
export type Ability = z.output<typeof ability>

const ALWAYS = ['max_tokens', 'stop', 'stream', 'response_format']

/**
 * The request parameters of each ability, by OpenRouter's names. Reasoning models often lack `sampling`.
 */
const PARAMETERS: Record<Ability, readonly string[]> = {
  tools: ['tools', 'tool_choice'],
  reasoning: ['reasoning', 'reasoning_effort', 'include_reasoning'],
  'json-schema': ['structured_outputs'],
  sampling: ['temperature', 'top_p', 'seed', 'presence_penalty', 'frequency_penalty'],
}

/** The request parameters that a chat model accepts, in a fixed order. */
export const supportedParameters = (abilities: readonly Ability[]): string[] => [
  ...ALWAYS,
  ...ability.options.filter((each) => abilities.includes(each)).flatMap((each) => PARAMETERS[each]),
]
