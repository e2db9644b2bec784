import type { generate, UsageEvent } from '@gptget/contracts'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'
import { observeGeneration } from '../../generative-ai/generation-metrics.ts'
import { traceUsage } from './trace-usage.ts'
import { usageEventOf } from './usage-event.ts'

/** A client waits no longer than this until its charge is recorded; recording continues. */
const RECORD_TIMEOUT_MS = 5_000

/** What the edge logs of a generation. */
type Summary = Pick<z.output<(typeof generate)['trailer']>, 'provider' | 'attemptCount' | 'failure'>

/** Publishes the usage event. Resolves whether it was stored in time; storing it continues otherwise. */
export const reportUsage = async (
  context: RouterContext,
  generation: Generation,
  ending: Ending,
  bill: Bill,
): Promise<{ isStored: boolean; summary: Summary }> => {
  const { span } = generation
  const event = usageEventOf(generation, ending, bill, context.now())
  traceUsage(span, event, bill)
  observeGeneration(context.metrics.generativeAi, event, bill.usage)
  context.metrics.generations.inc({ outcome: ending.outcome })
  const stored = context.bus.usage.publish(event)
  stored.catch((error: unknown) =>
    context.logger.error({ err: error, event }, 'a usage event was not stored'),
  )
  return { isStored: await resolvesWithin(stored, RECORD_TIMEOUT_MS), summary: summaryOf(event) }
}

/** Only the code of an error: messages may repeat what the caller sent. */
const summaryOf = ({ details: { provider, attempts, error } }: UsageEvent): Summary => {
  const last = attempts.at(-1)
  return {
    provider: provider ?? last?.provider ?? null,
    attemptCount: attempts.length,
    failure: error && { code: error.code, status: last?.status ?? null },
  }
}

/** Resolves whether the promise resolved in this time. Rejects like it. Leaves no timer behind. */
const resolvesWithin = (promise: Promise<unknown>, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, timeoutMs, false).unref()
    promise.then(() => resolve(true), reject).finally(() => clearTimeout(timer))
  })
