import { TOKEN_UNITS } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import { Counter } from '@gptget/runtime'
import type { Registry } from '@gptget/runtime'
import { chargedNanoUsd } from './allocation/allocate-usage.ts'
import type { Charge } from './allocation/allocate-usage.ts'

/** More models than a catalog has. Those met later are counted as `other`, so that no label grows without end. */
export const MAX_MODELS = 2_000

const TOKEN_CLASSES: ReadonlySet<string> = new Set(TOKEN_UNITS)

/** What was booked, by model: the product of a generation is always a model of a router's catalog. */
export const createModelMetrics = (
  registry: Registry,
): ((charges: readonly Charge<UsageEvent>[]) => void) => {
  const registers = [registry]
  const requests = new Counter({
    name: 'gptget_model_requests_total',
    help: 'Generations that reached a router, by model and how they ended.',
    labelNames: ['model', 'outcome'],
    registers,
  })
  const tokens = new Counter({
    name: 'gptget_tokens_total',
    help: 'Tokens used, by model and class. No token is in two classes.',
    labelNames: ['model', 'class'],
    registers,
  })
  const cost = new Counter({
    name: 'gptget_cost_usd_total',
    help: 'US dollars charged, by model.',
    labelNames: ['model'],
    registers,
  })
  const known = new Set<string>()
  const labelOf = (model: string): string => {
    if (known.size < MAX_MODELS) known.add(model)
    return known.has(model) ? model : 'other'
  }
  return (charges) => {
    for (const charge of charges) {
      const { product, details, lines } = charge.event
      const model = labelOf(product)
      requests.inc({ model, outcome: details.outcome })
      cost.inc({ model }, toUsdNumber(chargedNanoUsd(charge)))
      for (const { unit, quantity } of lines)
        if (TOKEN_CLASSES.has(unit)) tokens.inc({ model, class: unit }, quantity)
    }
  }
}
