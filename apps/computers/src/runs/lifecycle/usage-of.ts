import type { RunGeneration } from '@gptget/contracts'

const COUNTS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'reasoning_tokens'] as const

/** The tokens of a run: the sum of its generations. */
export const usageOf = (generations: readonly RunGeneration[]): Record<(typeof COUNTS)[number], number> => {
  const usage = { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, reasoning_tokens: 0 }
  for (const generation of generations) for (const count of COUNTS) usage[count] += generation[count]
  return usage
}
