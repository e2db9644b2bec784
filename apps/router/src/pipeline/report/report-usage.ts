import type { generate, UsageEvent } from '@gptget/contracts'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { Span } from '@gptget/runtime'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import type { Bill, Ending, Generation } from '../generation/generation.ts'
import { observeGeneration } from '../../generative-ai/generation-metrics.ts'
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

/**
 * Adds the outcome and the usage to the generation's span, by OpenTelemetry's conventions for generative AI (1.41):
 * cached tokens are part of the input there, reasoning is part of the output.
 */
const traceUsage = (span: Span, { id, product, details }: UsageEvent, { usage }: Bill): void => {
  span.setAttributes({
    'gen_ai.response.id': id,
    'gen_ai.response.model': details.upstreamModel ?? product,
    'gen_ai.response.finish_reasons': [details.nativeFinishReason ?? details.finishReason ?? 'error'],
    'gen_ai.usage.input_tokens': totalInputTokens(usage),
    'gen_ai.usage.output_tokens': totalOutputTokens(usage),
    'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWriteTokens + usage.cacheWrite1hTokens,
    ...(details.error === null ? {} : { 'error.type': String(details.error.code) }),
  })
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
