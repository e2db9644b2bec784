import { Counter, createMetrics, Gauge, Histogram, startAtZero, type Registry } from '@gptget/runtime'
import { createUsageMetrics } from './usage-metrics.ts'
import type { Settlement } from './allocation/settlement.ts'

export type BillingMetrics = {
  registry: Registry
  settled(settlement: Settlement, durationSeconds: number): void
  /** Usage that could not be read. */
  setAside(count: number): void
  leaseAnswered(outcome: string): void
}

type Options = { isByKey: boolean; countWaiting(): Promise<number> }

/** Amounts become numbers here: metrics are for viewing, the ledger for exact sums. */
export const createBillingMetrics = (options: Options): BillingMetrics => {
  const registry = createMetrics('billing')
  const registers = [registry]
  const usage = new Counter({
    name: 'gptget_usage_events_total',
    help: 'Usage events by outcome: booked or put aside.',
    labelNames: ['outcome'],
    registers,
  })
  const nano = new Counter({
    name: 'gptget_usage_nano_usd_total',
    help: 'Nano-USD charged, and what wallets could not pay.',
    labelNames: ['kind'],
    registers,
  })
  startAtZero(usage, { outcome: ['settled', 'rejected', 'unreadable'] })
  startAtZero(nano, { kind: ['charged', 'shortfall'] })
  const waiting = new Gauge({
    name: 'gptget_usage_waiting',
    help: 'Usage messages in JetStream that billing has not booked yet. Absent while JetStream is down.',
    registers: [],
    async collect() {
      try {
        this.set(await options.countWaiting())
      } catch {
        // The other metrics are needed most when NATS is down.
        this.remove()
      }
    },
  })
  registry.registerMetric(waiting)
  const countModels = createUsageMetrics(registry, options)
  const leases = new Counter({
    name: 'gptget_lease_requests_total',
    help: 'Credit leases asked for.',
    labelNames: ['outcome'],
    registers,
  })
  startAtZero(leases, { outcome: ['granted'] })
  const batchSeconds = new Histogram({
    name: 'gptget_usage_batch_seconds',
    help: 'Time to book one batch of usage events.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  return {
    registry,
    settled(settlement, durationSeconds) {
      usage.inc({ outcome: 'settled' }, settlement.settledCount)
      usage.inc({ outcome: 'rejected' }, settlement.rejectedCount)
      nano.inc({ kind: 'charged' }, Number(settlement.chargedNanoUsd))
      nano.inc({ kind: 'shortfall' }, Number(settlement.shortfallNanoUsd))
      countModels(settlement.charges)
      batchSeconds.observe(durationSeconds)
    },
    setAside: (count) => usage.inc({ outcome: 'unreadable' }, count),
    leaseAnswered: (outcome) => leases.inc({ outcome }),
  }
}
