import { SCRIPTED_DIALECTS, type UpstreamDialect } from '@gptget/testkit'
import type { Scenario } from './scenarios.ts'
import { forgetsThoughts, type Way } from './way.ts'

export const UPSTREAMS = Object.keys(SCRIPTED_DIALECTS) as UpstreamDialect[]

/** The expected outcome of a cell of the grid. Its test fails for any other outcome. */
export type Outcome =
  /** Exactly as requested. `losses` are named in the `x-gptget-losses` header. */
  | { type: 'works'; losses: string[] }
  /** A 400 whose message contains this. */
  | { type: 'refused'; naming: string }
  /** The SDK cannot express it, or discards the answer. */
  | { type: 'unsayable'; reason: string }

export const outcomeOf = (scenario: Scenario, way: Way, upstream: UpstreamDialect): Outcome => {
  const unsayable = way.cannotSay[scenario.name]
  if (unsayable !== undefined) return { type: 'unsayable', reason: unsayable }
  if (scenario.name === 'PDF by URL' && upstream === 'openai-chat')
    return { type: 'refused', naming: 'a file by URL' }
  if (scenario.name === 'audio' && !HEARS[upstream]) return { type: 'refused', naming: 'cannot hear audio' }
  return { type: 'works', losses: lossesOf(scenario, way, upstream) }
}

/** OpenAI's Responses API accepts text, images and files. */
const HEARS: Record<UpstreamDialect, boolean> = {
  'openai-chat': true,
  'openai-responses': false,
  'anthropic-messages': false,
  gemini: true,
}

/** The name of each dialect's field for visible reasoning, for structured output, and for stop sequences. */
const NAMES: Record<UpstreamDialect, { reasoning: string; output: string; stop: string }> = {
  'openai-chat': { reasoning: 'reasoning_effort', output: 'response_format', stop: 'stop' },
  'openai-responses': { reasoning: 'reasoning', output: 'text.format', stop: 'stop' },
  'anthropic-messages': { reasoning: 'thinking', output: 'output_config.format', stop: 'stop_sequences' },
  gemini: {
    reasoning: 'generationConfig.thinkingConfig',
    output: 'generationConfig.responseSchema',
    stop: 'generationConfig.stopSequences',
  },
}

const isOpenAi = (dialect: UpstreamDialect): boolean => dialect.startsWith('openai-')

/** Reasoning levels become budgets and vice versa; JSON is requested from Anthropic in words. */
const lossesOf = (scenario: Scenario, way: Way, upstream: UpstreamDialect): string[] => {
  const { ask } = scenario
  const { inbound } = way
  if (inbound === upstream) return []
  const names = NAMES[inbound]
  // The gateway searches for stop sequences itself. A plain answer is charged completely.
  if (ask.stop && upstream === 'openai-responses') return way.isStream ? [] : [`${names.stop}=rewritten`]
  if (ask.output === 'json' && upstream === 'anthropic-messages') return [`${names.output}=rewritten`]
  if (!ask.reasons || isOpenAi(inbound) === isOpenAi(upstream)) return []
  const isCutShort =
    scenario.also === 'signatures' && forgetsThoughts(way) && upstream === 'anthropic-messages'
  return [`${names.reasoning}=rewritten`, ...(isCutShort ? [`${names.reasoning}=dropped`] : [])]
}
