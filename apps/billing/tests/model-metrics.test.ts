import { Registry } from '@gptget/runtime'
import { expect, it } from 'vitest'
import { createModelMetrics, MAX_MODELS } from '../src/model-metrics.ts'
import { usageOf } from './open-billing.ts'

const chargeOf = (product: string) => ({
  event: { ...usageOf({ accountId: 'account' }), product },
  spentAt: new Date(0),
  fromLeaseNanoUsd: 0n,
  fromHoldNanoUsd: 0n,
  fromAvailableNanoUsd: 1_500_000_000n,
  shortfallNanoUsd: 0n,
})

it('counts models beyond the bound as other, and goes on counting those it knows', async () => {
  const registry = new Registry()
  const count = createModelMetrics(registry)
  count(Array.from({ length: MAX_MODELS + 3 }, (_, index) => chargeOf(`model-${index}`)))
  count([chargeOf('model-0')])
  const lines = (await registry.getSingleMetricAsString('gptget_cost_usd_total')).split('\n')
  expect(lines.filter((line) => line.startsWith('gptget_cost_usd_total{'))).toHaveLength(MAX_MODELS + 1)
  expect(lines).toContain('gptget_cost_usd_total{model="other"} 4.5')
  expect(lines).toContain('gptget_cost_usd_total{model="model-0"} 3')
})
