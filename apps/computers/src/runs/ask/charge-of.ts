import type { Bus } from '@gptget/bus'
import { readGeneration } from '@gptget/contracts'
import { tokenClassesOf } from '@gptget/money'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'

/** The charge of one call of the model. */
export type StepCharge = {
  step: number
  generationId: string
  model: string
  provider: string | null
  costNanoUsd: bigint
  inputTokens: number
  cacheReadTokens: number
  outputTokens: number
  reasoningTokens: number
}

/** The charge of a generation; null if it is not known yet. @throws BusError if billing cannot be called */
export const chargeOf = async (
  bus: Bus,
  accountId: string,
  { step, generationId }: { step: number; generationId: string },
): Promise<StepCharge | null> => {
  const { generation } = await bus.call(readGeneration, { accountId, generationId }, { attempts: 2 })
  if (generation === null) return null
  const usage = tokenClassesOf(generation.lines)
  return {
    step,
    generationId,
    model: generation.product,
    provider: generation.details.provider,
    costNanoUsd: generation.costNanoUsd,
    inputTokens: totalInputTokens(usage),
    cacheReadTokens: usage.cacheReadTokens,
    outputTokens: totalOutputTokens(usage),
    reasoningTokens: usage.reasoningTokens,
  }
}
