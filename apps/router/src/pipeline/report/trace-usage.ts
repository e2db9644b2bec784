import type { UsageEvent } from '@gptget/contracts'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { Span } from '@gptget/runtime'
import type { Bill } from '../generation/generation.ts'

/**
 * Adds the outcome and the usage to the generation's span, by OpenTelemetry's conventions for generative AI (1.41):
 * cached tokens are part of the input there, reasoning is part of the output.
 */
export const traceUsage = (span: Span, { id, product, details }: UsageEvent, { usage }: Bill): void => {
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
