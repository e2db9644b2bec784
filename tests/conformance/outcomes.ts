import { SCRIPTED_DIALECTS, type UpstreamDialect } from '@gptget/testkit'
import type { Scenario } from './scenarios.ts'
import { forgetsThoughts, type Way } from './way.ts'

export const UPSTREAMS = Object.keys(SCRIPTED_DIALECTS) as UpstreamDialect[]

/** What a cell of the grid comes to. Its test fails when it comes to anything else. */
export type Outcome =
  /** Exactly as asked; `losses` are what the answer's `x-gptget-losses` header names. */
  | { type: 'works'; losses: string[] }
  /** 400 whose message names this. */
  | { type: 'refused'; naming: string }
  /** The SDK itself has no words for it, or throws the answer away. */
  | { type: 'unsayable'; reason: string }

export const outcomeOf = (scenario: Scenario, way: Way, upstream: UpstreamDialect): Outcome => {
  const unsayable = way.cannotSay[scenario.name]
  if (unsayable !== undefined) return { type: 'unsayable', reason: unsayable }
  if (scenario.name === 'PDF by URL' && upstream === 'openai-chat')
    return { type: 'refused', naming: 'a file by URL' }
  if (scenario.name === 'audio' && !HEARS[upstream]) return { type: 'refused', naming: 'cannot hear audio' }
  return { type: 'works', losses: lossesOf(scenario, way, upstream) }
}

/** OpenAI's Responses API takes text, pictures and files. */
const HEARS: Record<UpstreamDialect, boolean> = {
  'openai-chat': true,
  'openai-responses': false,
  'anthropic-messages': false,
  gemini: true,
}

/** What each dialect calls the preference to see reasoning, for a kind of answer, and for an end of it. */
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

/** Levels of reasoning become budgets and back; Anthropic is asked for JSON in words. */
const lossesOf = (scenario: Scenario, way: Way, upstream: UpstreamDialect): string[] => {
  const { ask } = scenario
  const { inbound } = way
  if (inbound === upstream) return []
  const names = NAMES[inbound]
  // We look for them ourselves; a plain answer is charged whole.
  if (ask.stop && upstream === 'openai-responses') return way.isStream ? [] : [`${names.stop}=rewritten`]
  if (ask.output === 'json' && upstream === 'anthropic-messages') return [`${names.output}=rewritten`]
  if (!ask.reasons || isOpenAi(inbound) === isOpenAi(upstream)) return []
  const isCutShort =
    scenario.also === 'signatures' && forgetsThoughts(way) && upstream === 'anthropic-messages'
  return [`${names.reasoning}=rewritten`, ...(isCutShort ? [`${names.reasoning}=dropped`] : [])]
}
