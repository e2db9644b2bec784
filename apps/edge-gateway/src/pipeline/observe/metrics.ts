import { Counter, createMetrics, Gauge, Histogram } from '@gptget/runtime'
import type { Registry } from '@gptget/runtime'

export type EdgeMetrics = {
  registry: Registry
  requests: Counter<'operation' | 'status'>
  openStreams: Gauge
  firstByteSeconds: Histogram<'operation'>
  durationSeconds: Histogram<'operation'>
}

const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

export const createEdgeMetrics = (): EdgeMetrics => {
  const registry = createMetrics('edge-gateway')
  const registers = [registry]
  return {
    registry,
    requests: new Counter({
      name: 'gptget_edge_requests_total',
      help: 'Generations by the HTTP status of the answer.',
      labelNames: ['operation', 'status'],
      registers,
    }),
    openStreams: new Gauge({
      name: 'gptget_edge_open_generations',
      help: 'Generations that are running.',
      registers,
    }),
    firstByteSeconds: new Histogram({
      name: 'gptget_edge_first_byte_seconds',
      help: 'Time from the arrival of a request to the first byte of its answer.',
      labelNames: ['operation'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    durationSeconds: new Histogram({
      name: 'gptget_edge_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['operation'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
  }
}
