import { Registry } from '@gptget/runtime'
import { expect, it } from 'vitest'
import { createUsageMetrics, MAX_SERIES } from '../src/usage-metrics.ts'
import { usageOf } from './open-billing.ts'

const chargeOf = (product: string) => ({
  event: { ...usageOf({ accountId: 'account' }), product },
  spentAt: new Date(0),
  fromLeaseNanoUsd: 0n,
  fromHoldNanoUsd: 0n,
  fromAvailableNanoUsd: 1_500_000_000n,
  shortfallNanoUsd: 0n,
})

it('a billing process counts models beyond the limit as other, and continues to count known ones', async () => {
  const registry = new Registry()
  const count = createUsageMetrics(registry, { isByKey: false })
  count(Array.from({ length: MAX_SERIES + 3 }, (_, index) => chargeOf(`model-${index}`)))
  count([chargeOf('model-0')])
  const lines = (await registry.getSingleMetricAsString('gptget_cost_usd_total')).split('\n')
  expect(lines.filter((line) => line.startsWith('gptget_cost_usd_total{'))).toHaveLength(MAX_SERIES + 1)
  expect(lines).toContain('gptget_cost_usd_total{model="other"} 4.5')
  expect(lines).toContain('gptget_cost_usd_total{model="model-0"} 3')
})

it('a billing process counts by key if enabled, and otherwise not', async () => {
  const registry = new Registry()
  createUsageMetrics(registry, { isByKey: true })([chargeOf('model'), chargeOf('model')])
  const { keyId } = usageOf({ accountId: 'account' })
  expect(await registry.getSingleMetricAsString('gptget_key_cost_usd_total')).toContain(
    `gptget_key_cost_usd_total{account="account",key="${keyId}"} 3`,
  )
  const plain = new Registry()
  createUsageMetrics(plain, { isByKey: false })([chargeOf('model')])
  expect(await plain.metrics()).not.toContain('key=')
})
