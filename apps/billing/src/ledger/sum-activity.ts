import type { UsageEvent } from '@gptget/contracts'
import { dayOf } from '../keys/spend-periods.ts'
import { chargedNanoUsd, type Charge } from './allocate-usage.ts'

/** The token classes of usage, by their columns. */
export const CLASSES = {
  input_tokens: 'inputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  cache_write_1h_tokens: 'cacheWrite1hTokens',
  audio_input_tokens: 'audioInputTokens',
  image_input_tokens: 'imageInputTokens',
  output_tokens: 'outputTokens',
  reasoning_tokens: 'reasoningTokens',
  audio_output_tokens: 'audioOutputTokens',
  image_output_tokens: 'imageOutputTokens',
} as const

type Class = (typeof CLASSES)[keyof typeof CLASSES]

/** What one key did with one model on one day, under the day that limits count it under. */
export type Activity = {
  accountId: string
  day: string
  keyId: string
  model: string
  isByok: boolean
  requests: number
  tokens: Record<Class, number>
  costNanoUsd: bigint
  chargedNanoUsd: bigint
}

/** The charges of a batch, summed: a busy minute is a few keys and models, however many requests. */
export const sumActivity = (charges: readonly Charge[]): Activity[] => {
  const sums = new Map<string, Activity>()
  for (const charge of charges) {
    const { event } = charge
    const day = dayOf(charge.spentAt)
    const isByok = event.isByok === true
    const name = JSON.stringify([event.accountId, day, event.keyId, event.model, isByok])
    const sum = sums.get(name) ?? nothingOf(event, day, isByok)
    sums.set(name, sum)
    sum.requests += 1
    for (const tokens of Object.values(CLASSES)) sum.tokens[tokens] += event.usage[tokens]
    sum.costNanoUsd += event.costNanoUsd
    sum.chargedNanoUsd += chargedNanoUsd(charge)
  }
  // Sorted, so that two batches take the rows in the same order.
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

const nothingOf = (
  { accountId, keyId, model }: Pick<UsageEvent, 'accountId' | 'keyId' | 'model'>,
  day: string,
  isByok: boolean,
): Activity => ({
  accountId,
  day,
  keyId,
  model,
  isByok,
  requests: 0,
  tokens: Object.fromEntries(Object.values(CLASSES).map((name) => [name, 0])) as Record<Class, number>,
  costNanoUsd: 0n,
  chargedNanoUsd: 0n,
})
