import type { CatalogModel } from '@gptget/contracts'
import { largestUse } from '@gptget/credit'
import type { LargestUse, RequestSize } from '@gptget/credit'

/** The most that a request can use and cost with any of its models. */
export const largestOf = (models: readonly CatalogModel[], size: RequestSize): LargestUse =>
  models
    .map((model) => largestUse(model, size))
    .reduce((most, use) => ({
      inputTokens: Math.max(most.inputTokens, use.inputTokens),
      outputTokens: Math.max(most.outputTokens, use.outputTokens),
      costNanoUsd: most.costNanoUsd > use.costNanoUsd ? most.costNanoUsd : use.costNanoUsd,
    }))
