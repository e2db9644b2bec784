import type { DialectLimits } from '../../canonical/losses.ts'
import { objectOf } from '../../json/object.ts'

/** Fields of `generationConfig` without which the answer would be another one. */
const asksForMore = (value: unknown): boolean => {
  const { candidateCount, responseModalities } = objectOf(value)
  const asksForMedia =
    Array.isArray(responseModalities) && responseModalities.some((modality) => modality !== 'TEXT')
  return asksForMedia || (typeof candidateCount === 'number' && candidateCount > 1)
}

/** What cannot be said in Gemini's dialect, and what becomes of its own fields elsewhere. */
export const limits: DialectLimits = {
  fields: {
    maxOutputTokens: 'generationConfig.maxOutputTokens',
    temperature: 'generationConfig.temperature',
    topP: 'generationConfig.topP',
    topK: 'generationConfig.topK',
    stop: 'generationConfig.stopSequences',
    seed: 'generationConfig.seed',
    frequencyPenalty: 'generationConfig.frequencyPenalty',
    presencePenalty: 'generationConfig.presencePenalty',
    topLogprobs: 'generationConfig.responseLogprobs',
    reasoning: 'generationConfig.thinkingConfig',
    output: 'generationConfig.responseSchema',
  },
  lacks: {
    verbosity: 'Gemini has no verbosity.',
    allowsParallelToolCalls: 'Gemini decides by itself how many functions it calls at once.',
    user: 'Gemini takes no user.',
    metadata: 'Gemini takes no metadata.',
    cacheKey: 'Gemini caches by itself.',
    serviceTier: 'Service tiers of one provider mean nothing to another.',
  },
  extensions: {
    provider: { action: 'handled' },
    models: { action: 'handled' },
    safetySettings: { action: 'dropped', reason: 'Only Google has safety settings.' },
    labels: { action: 'dropped', reason: 'Labels sort bills at Google.' },
    cachedContent: {
      action: 'refused',
      reason: 'content cached at Google is not reachable from this model.',
    },
    toolConfig: {
      action: 'dropped',
      reason: 'Only Gemini can be told to choose among some of its functions.',
    },
    generationConfig: {
      action: 'refused',
      reason: 'several candidates and answers other than text exist only at Gemini.',
      isNeeded: asksForMore,
    },
  },
}
