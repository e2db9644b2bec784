import { z } from 'zod'

/** What a model can do beyond answering with text. */
export const ability = z.enum(['tools', 'reasoning', 'json-schema', 'sampling'])
export type Ability = z.output<typeof ability>

const ALWAYS = ['max_tokens', 'stop', 'stream', 'response_format']

/**
 * The request parameters that belong to an ability, by OpenRouter's names. `sampling` is what reasoning models refuse.
 */
const PARAMETERS: Record<Ability, readonly string[]> = {
  tools: ['tools', 'tool_choice'],
  reasoning: ['reasoning', 'reasoning_effort', 'include_reasoning'],
  'json-schema': ['structured_outputs'],
  sampling: ['temperature', 'top_p', 'seed', 'presence_penalty', 'frequency_penalty'],
}

/** The request parameters a chat model understands, in a fixed order. */
export const supportedParameters = (abilities: readonly Ability[]): string[] => [
  ...ALWAYS,
  ...ability.options.filter((each) => abilities.includes(each)).flatMap((each) => PARAMETERS[each]),
]
